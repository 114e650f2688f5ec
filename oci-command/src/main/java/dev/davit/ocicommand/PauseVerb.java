package dev.davit.ocicommand;

import dev.davit.runtime.Runtime;

/**
 * {@code pause} and {@code resume}.
 *
 * @param stops which of the two
 */
record PauseVerb(boolean stops) implements Verb {

  @Override
  public OptionTable options() {
    return new OptionTable();
  }

  @Override
  public int run(Invocation call) {
    call.atMost(1);
    Runtime runtime = call.runtime();
    if (stops) {
      if (runtime.isPaused(call.id())) {
        throw new CommandFailure("container not running or created: paused");
      }
      runtime.pause(call.id());
      return 0;
    }
    if (!runtime.isPaused(call.id())) {
      // for the sake of a missing container, whose error is another
      runtime.state(call.id());
      throw new CommandFailure("container not paused: container " + call.id());
    }
    runtime.resume(call.id());
    return 0;
  }
}
