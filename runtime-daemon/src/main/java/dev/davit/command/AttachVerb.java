package dev.davit.command;

import dev.davit.cri.Code;
import dev.davit.cri.CriChannels;
import dev.davit.cri.CriException;
import dev.davit.cri.v1.AttachRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.daemon.DaemonException;
import dev.davit.engine.ContainerException;
import dev.davit.engine.ContainerHandle;
import dev.davit.runtime.ContainerExit;
import dev.davit.runtime.foreground.UserTerminal;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code davit attach}: connects its user with the streams of a container. */
final class AttachVerb implements ProgramVerb {

  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration ONE_ROUND = Duration.ofHours(1);
  private static final int BUFFER = 16 * 1024;

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "attach",
            "[--no-stdin] [--detach-keys KEYS] CONTAINER",
            "",
            "Connects input, output and errors of a container of davit run -d or of a pod with "
                + "those of this command, from now on, until it ends. The keys, or the end of "
                + "this command, leave it running.");
    spec.addOption(Options.flag("hand no input on", "--no-stdin"));
    spec.addOption(
        Options.value(
            "KEYS",
            "leave a terminal by them (default: " + DetachKeys.DEFAULT + ")",
            "--detach-keys"));
    spec.addPositional(Options.parameters("CONTAINER", "name, id or its beginning"));
    return Options.withGlobal(
        spec,
        "  davit run -d -it --name sh debian:12 bash; davit attach sh",
        "  davit attach --no-stdin web",
        "",
        "Exit codes:",
        "  the container's own if it ended meanwhile; 0 if it runs on; 125 if davit failed.");
  }

  @Override
  public int run(ParseResult options, Session session) {
    String name = Options.exactly(options, "CONTAINER").get(0);
    DetachKeys keys =
        DetachKeys.parse(options.matchedOptionValue("--detach-keys", DetachKeys.DEFAULT));
    boolean input = !Options.given(options, "--no-stdin");
    PodContainerCalls calls = PodContainerCalls.of(name, "attach", session);
    CompletableFuture<Integer> code = code(calls, session);
    boolean tty = hasTerminal(calls);
    try (CriChannels channels = calls.daemon().channels(url(calls, input, tty))) {
      if (tty) {
        terminal(channels, keys, input);
      } else {
        plain(channels, input, session);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return keys.pressed() ? ExitCode.OK : code(code);
  }

  /** The daemon refuses what does not fit, and that is the only way to ask. */
  private static boolean hasTerminal(PodContainerCalls calls) {
    try {
      url(calls, false, true);
      return true;
    } catch (DaemonException e) {
      if (e.code().filter(Code.INVALID_ARGUMENT::equals).isPresent()) {
        return false;
      }
      throw e;
    }
  }

  private static String url(PodContainerCalls calls, boolean input, boolean tty) {
    AttachRequest request =
        AttachRequest.builder()
            .containerId(calls.container().id())
            .stdin(input)
            .stdout(true)
            .stderr(!tty)
            .tty(tty)
            .build();
    return calls.daemon().call(RuntimeService.ATTACH, request).url();
  }

  private static void terminal(CriChannels channels, DetachKeys keys, boolean input)
      throws InterruptedException {
    try (UserTerminal terminal = UserTerminal.open()) {
      terminal.connect(new RemoteConsole(channels, keys), input);
      terminal.awaitEnd();
    }
  }

  private static void plain(CriChannels channels, boolean input, Session session) {
    if (input) {
      Thread thread = new Thread(() -> input(channels, session), "davit-attach-input");
      thread.setDaemon(true);
      thread.start();
    }
    DaemonClient.told(
        () -> {
          for (Optional<CriChannels.Message> message = channels.receive();
              message.isPresent() && message.get().channel() != CriChannels.VERDICT;
              message = channels.receive()) {
            PrintStream to =
                message.get().channel() == CriChannels.STDERR ? session.err() : session.out();
            message.get().data().ifPresent(data -> to.write(data, 0, data.length));
            to.flush();
          }
          return null;
        });
  }

  /** The end of our input is not that of the container's: others may attach to it later. */
  private static void input(CriChannels channels, Session session) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int n = session.in().read(buffer); n >= 0; n = session.in().read(buffer)) {
        channels.send(CriChannels.STDIN, buffer, n);
      }
    } catch (IOException | CriException e) {
      // One end is gone, and with it the reason to copy.
    }
  }

  /** Waits from the beginning: one that is removed when it ends takes its exit code along. */
  private static CompletableFuture<Integer> code(PodContainerCalls calls, Session session) {
    ContainerHandle container = session.davit().handle(calls.container().id());
    return CompletableFuture.supplyAsync(
        () -> {
          Optional<ContainerExit> exit = Optional.empty();
          while (exit.isEmpty()) {
            exit = container.awaitExit(ONE_ROUND);
          }
          return exit.get().code();
        });
  }

  private static int code(CompletableFuture<Integer> code) {
    try {
      return code.get(END.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // It runs on: this client was let go.
      return ExitCode.OK;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ContainerException) {
        // It was removed before anybody could ask.
        return ExitCode.OK;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILURE;
    }
  }
}
