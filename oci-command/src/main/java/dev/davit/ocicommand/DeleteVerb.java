package dev.davit.ocicommand;

import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.StateException;

/** {@code delete}: removes what is left of containers. */
final class DeleteVerb implements Verb {

  @Override
  public OptionTable options() {
    return new OptionTable().flags("force,f", "regex,r");
  }

  @Override
  public int run(Invocation call) {
    boolean force = call.options().has("force");
    Runtime runtime = call.runtime();
    if (call.options().has("regex")) {
      return matching(call, runtime, force);
    }
    call.atMost(1);
    delete(call, runtime, call.id(), force);
    return 0;
  }

  private static void delete(Invocation call, Runtime runtime, ContainerId id, boolean force) {
    try {
      runtime.delete(id, force).forEach(call.log()::warning);
    } catch (StateException e) {
      if (force && e.kind() == StateException.Kind.NOT_FOUND) {
        return;
      }
      if (e.kind() == StateException.Kind.WRONG_STATE) {
        throw new CommandFailure(
            "cannot delete container " + id + " that is not stopped: " + e.getMessage());
      }
      throw e;
    }
  }

  private static int matching(Invocation call, Runtime runtime, boolean force) {
    for (String expression : call.options().arguments()) {
      for (ContainerId id : call.matching(expression)) {
        delete(call, runtime, id, force);
      }
    }
    return 0;
  }
}
