package dev.davit.ocicommand;

import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.Process;
import java.util.List;
import java.util.Optional;

/**
 * Ambient capabilities as runc takes them: what cannot be raised, since it is not both permitted
 * and inheritable (capabilities(7)), is left out without a word. Its own {@code spec} asks for such
 * ones, and a word on each call would be found among what the container's programs print.
 */
final class AmbientCapabilities {

  private AmbientCapabilities() {}

  /** The process with those that can be raised. */
  static Process raisable(Process process) {
    Optional<Capabilities> own = process.capabilities();
    return own.isEmpty() ? process : process.withCapabilities(raisable(own.get()));
  }

  private static Capabilities raisable(Capabilities own) {
    List<String> ambient =
        own.ambient().stream()
            .filter(name -> own.permitted().contains(name) && own.inheritable().contains(name))
            .toList();
    return new Capabilities(
        own.bounding(),
        own.effective(),
        own.inheritable(),
        own.permitted(),
        ambient,
        own.unknown());
  }
}
