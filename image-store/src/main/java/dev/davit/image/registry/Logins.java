package dev.davit.image.registry;

import java.util.Optional;

/** Who logged in where. */
public interface Logins {

  /** Nobody, anywhere. */
  Logins NONE = domain -> Optional.empty();

  /**
   * What is kept for a registry.
   *
   * @param domain the registry as images name it, such as {@code docker.io} or {@code
   *     registry.example:5000}
   */
  Optional<Credentials> of(String domain);
}
