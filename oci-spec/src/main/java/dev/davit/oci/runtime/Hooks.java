package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;

/**
 * Programs run at points of the life cycle (runtime-spec 1.3.0, config.md, "POSIX-platform Hooks").
 *
 * @param prestart deprecated; in the runtime namespace, before {@code createRuntime}
 * @param createRuntime in the runtime namespace, before pivot_root
 * @param createContainer in the container namespace, before pivot_root
 * @param startContainer in the container namespace, before the user program
 * @param poststart in the runtime namespace, after the user program started
 * @param poststop in the runtime namespace, after the container was deleted
 * @param unknown fields that this version does not know, kept and written back
 */
public record Hooks(
    List<Hook> prestart,
    List<Hook> createRuntime,
    List<Hook> createContainer,
    List<Hook> startContainer,
    List<Hook> poststart,
    List<Hook> poststop,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Hooks {
    prestart = List.copyOf(prestart);
    createRuntime = List.copyOf(createRuntime);
    createContainer = List.copyOf(createContainer);
    startContainer = List.copyOf(startContainer);
    poststart = List.copyOf(poststart);
    poststop = List.copyOf(poststop);
    unknown = Fields.copyOf(unknown);
  }

  /** Nothing set: the start of a chain of withers. */
  public static Hooks empty() {
    return new Hooks(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of());
  }
}
