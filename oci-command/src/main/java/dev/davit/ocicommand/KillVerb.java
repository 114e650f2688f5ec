package dev.davit.ocicommand;

import dev.davit.linux.Signal;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import java.util.List;

/** {@code kill}: sends a signal, TERM if none is named. */
final class KillVerb implements Verb {

  @Override
  public OptionTable options() {
    return new OptionTable().flags("all,a");
  }

  @Override
  public int run(Invocation call) {
    call.atMost(2);
    List<String> arguments = call.options().arguments();
    ContainerId id = call.id();
    Signal signal = signal(arguments.size() > 1 ? arguments.get(1) : "TERM");
    boolean all = call.options().has("all");
    Runtime runtime = call.runtime();
    ContainerState state = runtime.state(id);
    if (state instanceof ContainerState.Stopped && !all) {
      throw new CommandFailure("container not running: container " + id + " is stopped");
    }
    runtime.kill(id, signal, all);
    return 0;
  }

  private static Signal signal(String text) {
    try {
      return Signal.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("unknown signal \"" + text + "\"");
    }
  }
}
