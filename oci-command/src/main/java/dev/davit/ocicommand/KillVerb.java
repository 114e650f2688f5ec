package dev.davit.ocicommand;

import dev.davit.linux.Signal;
import dev.davit.oci.DavitException;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import java.util.List;

/** {@code kill}: sends a signal, TERM if none is named. */
final class KillVerb implements Verb {

  @Override
  public String arguments() {
    return "CONTAINER [SIGNAL]";
  }

  @Override
  public OptionTable options() {
    return new OptionTable().flags("all,a", "regex,r");
  }

  @Override
  public int run(Invocation call) {
    call.atMost(2);
    List<String> arguments = call.options().arguments();
    String word = arguments.size() > 1 && !arguments.get(1).isEmpty() ? arguments.get(1) : "TERM";
    if (call.options().has("regex")) {
      return matching(call, word);
    }
    kill(call, call.id(), word);
    return 0;
  }

  /** As crun: what keeps one of them from getting the signal keeps none of the others. */
  private static int matching(Invocation call, String word) {
    if (call.options().arguments().isEmpty()) {
      throw new CommandFailure("--regex: no expression");
    }
    for (ContainerId id : call.matching(call.options().arguments().get(0))) {
      try {
        kill(call, id, word);
      } catch (DavitException | CommandFailure e) {
        call.log().warning(e.getMessage());
      }
    }
    return 0;
  }

  private static void kill(Invocation call, ContainerId id, String word) {
    if (word.equals("0")) {
      // kill(2): nothing is sent, and one learns whether it could be. Where all are meant, that
      // none is left is no failure, as in runc.
      ContainerState now = call.states().observe(id);
      if (!call.options().has("all")) {
        alive(now);
      }
      return;
    }
    Signal signal = signal(word);
    boolean all = call.options().has("all") || signal.equals(Signal.KILL) && outlive(call, id);
    Runtime runtime = call.runtime();
    ContainerState state = runtime.state(id);
    if (!all) {
      alive(state);
    }
    runtime.kill(id, signal, all);
  }

  private static void alive(ContainerState state) {
    if (state instanceof ContainerState.Stopped) {
      throw new CommandFailure("container not running: container " + state.id() + " is stopped");
    }
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
