package dev.davit.ocicommand;

import dev.davit.runtime.CreatedContainer;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;

/** {@code create}: makes a container whose program waits for {@code start}. */
final class CreateVerb implements Verb {

  @Override
  public OptionTable options() {
    return Creation.options();
  }

  @Override
  public boolean makesContainers() {
    return true;
  }

  @Override
  public int run(Invocation call) {
    Runtime runtime = call.runtime();
    // left open on purpose: this process ends, and with it all that it holds
    CreatedContainer container =
        Creation.create(call, runtime, call.id(), true, new Stdio.Terminal(0, 0));
    return container.pid() > 0 ? 0 : 1;
  }
}
