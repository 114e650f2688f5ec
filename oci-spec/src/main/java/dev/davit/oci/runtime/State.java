package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Json;
import dev.davit.oci.json.Problem;
import dev.davit.oci.json.SpecException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a container (runtime-spec 1.3.0, runtime.md, "State").
 *
 * @param ociVersion version of the specification
 * @param id the container
 * @param status where it is in its life
 * @param pid process in the runtime's pid namespace; present when created or running
 * @param bundle absolute path of the bundle
 * @param annotations those of the configuration
 * @param unknown fields that this version does not know, kept and written back
 */
public record State(
    String ociVersion,
    String id,
    ContainerStatus status,
    Optional<Integer> pid,
    String bundle,
    Map<String, String> annotations,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public State {
    annotations = Fields.copyOf(annotations);
    unknown = Fields.copyOf(unknown);
  }

  /**
   * Reads the document.
   *
   * @throws SpecException with everything that is wrong with it
   */
  public static State parse(String json) {
    return Json.parse(
        State.class, "state", json, (value, problems) -> StateRules.check(value, "$", problems));
  }

  /** The document as JSON on one line. */
  public String toJson() {
    return Json.write(this);
  }

  /** What is wrong with it, as {@link #parse} would say; empty when all is right. */
  public List<Problem> problems() {
    return Json.problems(
        State.class, this, (value, problems) -> StateRules.check(value, "$", problems));
  }

  /** A copy with another {@code status}. */
  public State withStatus(ContainerStatus status) {
    return new State(ociVersion, id, status, pid, bundle, annotations, unknown);
  }
}
