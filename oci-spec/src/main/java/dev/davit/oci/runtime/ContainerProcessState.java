package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is sent to the seccomp listener beside the descriptors (runtime-spec 1.3.0, config-linux.md,
 * "Containers Process State").
 *
 * @param ociVersion version of the specification
 * @param fds names of the descriptors sent, in their order
 * @param pid process in the runtime's pid namespace
 * @param metadata listenerMetadata
 * @param state of the container
 * @param unknown fields that this version does not know, kept and written back
 */
public record ContainerProcessState(
    String ociVersion,
    List<String> fds,
    int pid,
    Optional<String> metadata,
    State state,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public ContainerProcessState {
    fds = List.copyOf(fds);
    unknown = Fields.copyOf(unknown);
  }

  /**
   * Reads the document.
   *
   * @throws SpecException with everything that is wrong with it
   */
  public static ContainerProcessState parse(String json) {
    return Json.parse(ContainerProcessState.class, "container process state", json);
  }

  /** The document as JSON on one line. */
  public String toJson() {
    return Json.write(this);
  }
}
