package dev.davit.ocicommand;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Signal;
import dev.davit.linux.process.PidFd;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ExecExit;
import dev.davit.runtime.ExecRequest;
import dev.davit.runtime.ExecSession;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.foreground.UserTerminal;
import dev.davit.runtime.launch.Joined;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import java.util.List;
import java.util.Optional;

/** {@code exec}: one more process in a container. */
final class ExecVerb implements Verb {

  @Override
  public String arguments() {
    return "CONTAINER COMMAND [ARGUMENT...]";
  }

  @Override
  public OptionTable options() {
    return new OptionTable()
        .values(
            "console-socket",
            "pidfd-socket",
            "cwd",
            "env,e",
            "user,u",
            "additional-gids,g",
            "process,p",
            "pid-file",
            "process-label",
            "apparmor",
            "cap,c",
            "preserve-fds",
            "cgroup")
        .flags("tty,t", "detach,d", "no-new-privs", "ignore-paused")
        .stopAtArgument();
  }

  /** So that it is not taken for the process's own. */
  @Override
  public int failureCode() {
    return 255;
  }

  @Override
  public int run(Invocation call) {
    ContainerId id = call.id();
    Options options = call.options();
    ContainerState state = call.states().observe(id);
    if (state instanceof ContainerState.Stopped) {
      throw new CommandFailure("cannot exec in a stopped container");
    }
    if (state.process().isEmpty()) {
      throw new CommandFailure("container not running");
    }
    Optional<Spec> spec = call.states().config(id);
    Process process =
        new ExecProcess(options).process(spec.flatMap(Spec::process), call.log()::warning);
    boolean detaches = options.has("detach");
    Optional<String> socket = options.last("console-socket").filter(path -> !path.isEmpty());
    checkTerminal(process.terminal(), detaches, socket);
    UserTerminal terminal = UserTerminal.openForBareLines();
    Stdio.Terminal size =
        detaches
            ? new Stdio.Terminal(0, 0)
            : new Stdio.Terminal(terminal.rows(), terminal.columns()).withBareLines();
    Stdio stdio = process.terminal() ? Creation.size(process, size) : Stdio.inherit();
    ExecRequest request =
        ExecRequest.of(process, stdio)
            .withIgnorePaused(options.has("ignore-paused"))
            .withPassed(PassedDescriptors.of(options.number("preserve-fds"), call.log()::warning));
    return execute(call, id, ExecCgroups.of(options).in(request), terminal, detaches, socket);
  }

  private static void checkTerminal(boolean terminal, boolean detaches, Optional<String> socket) {
    if (terminal && detaches && socket.isEmpty()) {
      throw new CommandFailure(
          "cannot allocate tty if davit-oci will detach without setting console socket");
    }
    if (socket.isPresent() && !(terminal && detaches)) {
      throw new CommandFailure(
          "cannot use console socket if davit-oci will not detach or allocate tty");
    }
  }

  private static int execute(
      Invocation call,
      ContainerId id,
      ExecRequest request,
      UserTerminal terminal,
      boolean detaches,
      Optional<String> socket) {
    Runtime runtime = call.runtime();
    if (detaches) {
      return detached(call, runtime.execDetached(id, request), socket);
    }
    try (ForwardedSignals signals = ForwardedSignals.install();
        ExecSession session = runtime.exec(id, request)) {
      session.warnings().forEach(call.log()::warning);
      tell(call, session);
      signals.to(session::kill);
      ExecExit exit;
      try (terminal) {
        if (request.stdio() instanceof Stdio.Terminal) {
          terminal.connect(session.console(), true);
        }
        exit = session.waitFor();
        if (request.stdio() instanceof Stdio.Terminal) {
          terminal.drain();
        }
      }
      return exit.code();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted");
    }
  }

  /** Its end is not waited for here, not even by chance: that is for the subreaper above. */
  private static int detached(Invocation call, Joined joined, Optional<String> socket) {
    joined.warnings().forEach(call.log()::warning);
    try {
      if (socket.isPresent()) {
        DescriptorSocket.sendConsole(socket.get(), joined.streams().master().orElseThrow());
      }
      DescriptorSocket.sendProcess(call.options(), joined.pid());
      PidFile.write(call.options().last("pid-file"), joined.pid());
      return 0;
    } catch (CommandFailure e) {
      kill(joined, e);
      throw e;
    }
  }

  /** What the caller cannot be told of must not run on. */
  private static void kill(Joined joined, CommandFailure why) {
    try {
      PidFd.signal(joined.process(), Signal.KILL);
    } catch (ErrnoException e) {
      why.addSuppressed(e);
    }
  }

  private static void tell(Invocation call, ExecSession session) {
    try {
      DescriptorSocket.sendProcess(call.options(), session.pid());
      PidFile.write(call.options().last("pid-file"), session.pid());
    } catch (CommandFailure e) {
      session.kill(Signal.KILL);
      throw e;
    }
  }

  /** The words after the name of the container. */
  static List<String> command(Options options) {
    return options.arguments().subList(1, options.arguments().size());
  }
}
