package dev.davit.ocicommand;

import dev.davit.linux.Signal;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
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
    boolean all = call.options().has("all") || signal.equals(Signal.KILL) && outlive(call, id);
    Runtime runtime = call.runtime();
    ContainerState state = runtime.state(id);
    if (state instanceof ContainerState.Stopped && !all) {
      throw new CommandFailure("container not running: container " + id + " is stopped");
    }
    runtime.kill(id, signal, all);
    return 0;
  }

  /**
   * Whether its processes outlive the first: that is not the first of a PID namespace, with which
   * the kernel ends all others.
   */
  private static boolean outlive(Invocation call, ContainerId id) {
    return call.states()
        .config(id)
        .flatMap(Spec::linux)
        .map(linux -> linux.namespace(NamespaceType.PID))
        .map(pid -> pid.isEmpty() || pid.get().path().isPresent())
        .orElse(false);
  }

  private static Signal signal(String text) {
    try {
      return Signal.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure("unknown signal \"" + text + "\"");
    }
  }
}
