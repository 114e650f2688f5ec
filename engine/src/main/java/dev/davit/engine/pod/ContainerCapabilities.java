package dev.davit.engine.pod;

import java.util.List;

/**
 * Capabilities on top of the default set and taken from it (CRI Capability); {@code ALL} is all.
 *
 * @param add given
 * @param drop taken
 * @param addAmbient given, and kept by programs that are executed by other users than root
 */
public record ContainerCapabilities(List<String> add, List<String> drop, List<String> addAmbient) {
  /** Copies lists and maps. */
  public ContainerCapabilities {
    add = List.copyOf(add);
    drop = List.copyOf(drop);
    addAmbient = List.copyOf(addAmbient);
  }

  /** The default set. */
  public static ContainerCapabilities of() {
    return new ContainerCapabilities(List.of(), List.of(), List.of());
  }

  /** A copy with another {@code add}. */
  public ContainerCapabilities withAdd(List<String> add) {
    return new ContainerCapabilities(add, drop, addAmbient);
  }

  /** A copy with another {@code drop}. */
  public ContainerCapabilities withDrop(List<String> drop) {
    return new ContainerCapabilities(add, drop, addAmbient);
  }

  /** A copy with another {@code addAmbient}. */
  public ContainerCapabilities withAddAmbient(List<String> addAmbient) {
    return new ContainerCapabilities(add, drop, addAmbient);
  }
}
