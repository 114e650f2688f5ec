package dev.davit.runtime.plan;

import dev.davit.oci.runtime.IdMapping;
import java.util.List;
import java.util.Optional;

/**
 * How the ids of a container relate to the host's (user_namespaces(7)).
 *
 * @param mappings none if the container has no user namespace of its own: then they are the same
 */
public record IdMap(List<IdMapping> mappings) {

  /** Copies the list. */
  public IdMap {
    mappings = List.copyOf(mappings);
  }

  /** The host's id of one in the container; empty if it has none. */
  public Optional<Long> toHost(long id) {
    if (mappings.isEmpty()) {
      return Optional.of(id);
    }
    return mappings.stream()
        .filter(m -> id >= m.containerID() && id - m.containerID() < m.size())
        .map(m -> m.hostID() + (id - m.containerID()))
        .findFirst();
  }
}
