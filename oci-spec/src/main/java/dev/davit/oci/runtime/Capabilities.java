package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;

/**
 * The five capability sets of a process, names as {@code CAP_CHOWN} (runtime-spec 1.3.0, config.md,
 * "Linux Process", capabilities; capabilities(7)).
 *
 * @param bounding the bounding set
 * @param effective the effective set
 * @param inheritable the inheritable set
 * @param permitted the permitted set
 * @param ambient the ambient set
 * @param unknown fields that this version does not know, kept and written back
 */
public record Capabilities(
    List<String> bounding,
    List<String> effective,
    List<String> inheritable,
    List<String> permitted,
    List<String> ambient,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Capabilities {
    bounding = List.copyOf(bounding);
    effective = List.copyOf(effective);
    inheritable = List.copyOf(inheritable);
    permitted = List.copyOf(permitted);
    ambient = List.copyOf(ambient);
    unknown = Fields.copyOf(unknown);
  }

  /** Nothing set: the start of a chain of withers. */
  public static Capabilities empty() {
    return new Capabilities(List.of(), List.of(), List.of(), List.of(), List.of(), Map.of());
  }

  /** The same names in the bounding, effective and permitted sets, none inheritable or ambient. */
  public static Capabilities of(List<String> names) {
    return new Capabilities(names, names, List.of(), names, List.of(), Map.of());
  }

  /** A copy with another {@code bounding}. */
  public Capabilities withBounding(List<String> bounding) {
    return new Capabilities(bounding, effective, inheritable, permitted, ambient, unknown);
  }

  /** A copy with another {@code effective}. */
  public Capabilities withEffective(List<String> effective) {
    return new Capabilities(bounding, effective, inheritable, permitted, ambient, unknown);
  }

  /** A copy with another {@code inheritable}. */
  public Capabilities withInheritable(List<String> inheritable) {
    return new Capabilities(bounding, effective, inheritable, permitted, ambient, unknown);
  }

  /** A copy with another {@code permitted}. */
  public Capabilities withPermitted(List<String> permitted) {
    return new Capabilities(bounding, effective, inheritable, permitted, ambient, unknown);
  }

  /** A copy with another {@code ambient}. */
  public Capabilities withAmbient(List<String> ambient) {
    return new Capabilities(bounding, effective, inheritable, permitted, ambient, unknown);
  }
}
