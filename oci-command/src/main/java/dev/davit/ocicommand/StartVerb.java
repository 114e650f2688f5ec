package dev.davit.ocicommand;

import dev.davit.runtime.Runtime;
import dev.davit.runtime.StepException;
import dev.davit.runtime.state.ContainerId;

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
      runtime.start(id);
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
}
