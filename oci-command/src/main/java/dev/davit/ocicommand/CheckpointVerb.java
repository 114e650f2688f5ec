package dev.davit.ocicommand;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.runtime.CheckpointRequest;
import dev.davit.runtime.CheckpointRequest.After;
import dev.davit.runtime.CheckpointRequest.PageServer;
import dev.davit.runtime.CriuSettings;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import java.util.Map;
import java.util.Optional;

/** {@code checkpoint}: saves a container that runs and, unless told otherwise, removes it. */
final class CheckpointVerb implements Verb {

  private static final int ACCESS_MODE = 3;

  @Override
  public OptionTable options() {
    return CriuOptions.options()
        .values("parent-path", "page-server", "status-fd")
        .flags("leave-running", "pre-dump");
  }

  @Override
  public int run(Invocation call) {
    call.atMost(1);
    ContainerId id = call.id();
    Options options = call.options();
    After after = After.STOP;
    if (options.has("pre-dump")) {
      after = After.PRE_DUMP;
    } else if (options.has("leave-running")) {
      after = After.LEAVE_RUNNING;
    }
    CriuSettings settings = CriuOptions.settings(options);
    Optional<String> parent = options.last("parent-path").filter(path -> !path.isEmpty());
    Optional<PageServer> server =
        options.last("page-server").filter(text -> !text.isEmpty()).map(CheckpointVerb::pageServer);
    Optional<Fd> status =
        options.number("status-fd").filter(number -> number >= 0).map(CheckpointVerb::writable);
    Runtime runtime = call.runtime();
    Map<String, String> annotations = runtime.state(id).description().annotations();
    CheckpointRequest request =
        CheckpointRequest.of(CriuOptions.configured(settings, annotations)).then(after);
    if (parent.isPresent()) {
      request = request.withParent(parent.get());
    }
    if (server.isPresent()) {
      request = request.withPageServer(server.get());
    }
    if (status.isPresent()) {
      request = request.withReady(status.get());
    }
    runtime.checkpoints().checkpoint(id, request);
    if (after == After.STOP) {
      runtime.delete(id, true).forEach(call.log()::warning);
    }
    return 0;
  }

  /** An address, which may have brackets around it, and a port. */
  private static PageServer pageServer(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String address = text.substring(0, colon).replaceAll("^\\[|]$", "");
      return new PageServer(address, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new CommandFailure("--page-server: " + text + ": not ADDRESS:PORT");
    }
  }

  private static Fd writable(long number) {
    Fd descriptor = Fd.borrowing((int) number);
    try {
      if ((Descriptors.statusFlags(descriptor) & ACCESS_MODE) == OpenFlags.O_RDONLY) {
        throw new CommandFailure("--status-fd: " + number + ": is open for reading only");
      }
      return descriptor;
    } catch (ErrnoException e) {
      throw new CommandFailure("--status-fd: " + number + ": " + e.getMessage());
    }
  }
}
