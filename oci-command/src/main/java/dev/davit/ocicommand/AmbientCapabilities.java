package dev.davit.ocicommand;

import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.Process;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Ambient capabilities as runc takes them: what cannot be raised, since it is not both permitted
 * and inheritable (capabilities(7)), is left out with a warning.
 */
final class AmbientCapabilities {

  private AmbientCapabilities() {}

  /**
   * The process with those that can be raised.
   *
   * @param warning hears of each of the others
   */
  static Process raisable(Process process, Consumer<String> warning) {
    Optional<Capabilities> own = process.capabilities();
    return own.isEmpty() ? process : process.withCapabilities(raisable(own.get(), warning));
  }

  private static Capabilities raisable(Capabilities own, Consumer<String> warning) {
    List<String> raised = new ArrayList<>();
    for (String name : own.ambient()) {
      if (own.permitted().contains(name) && own.inheritable().contains(name)) {
        raised.add(name);
      } else {
        warning.accept(
            "can't raise ambient capability "
                + name
                + ": it is not both permitted and inheritable");
      }
    }
    return own.withAmbient(raised);
  }
}
