package dev.davit.ocicommand;

import dev.davit.runtime.Runtime;
import dev.davit.runtime.StepException;
import dev.davit.runtime.state.ContainerId;
import java.util.Optional;

/** {@code start}: lets the program of a created container run. */
final class StartVerb implements Verb {

  @Override
  public OptionTable options() {
    return new OptionTable();
  }

  @Override
  public int run(Invocation call) {
    call.atMost(1);
    ContainerId id = call.id();
    Runtime runtime = call.runtime();
    try {
      start(call, runtime, id);
      return 0;
    } catch (StepException e) {
      if (e.step().startsWith("hook ")) {
        // runtime-spec 1.3.0, runtime.md, "Lifecycle", 7 and 9: it goes on with the container's
        // removal
        runtime.delete(id, true).forEach(call.log()::warning);
      }
      throw e;
    }
  }

  /** Starts it and, where a service manager waits for that, waits until it is ready. */
  static void start(Invocation call, Runtime runtime, ContainerId id) {
    Optional<NotifySocket> notify = NotifySocket.listen(call, runtime, id);
    try {
      runtime.start(id);
      notify.ifPresent(NotifySocket::pass);
    } finally {
      notify.ifPresent(NotifySocket::close);
    }
  }
}
