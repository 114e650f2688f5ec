package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * System call filter (runtime-spec 1.3.0, features-linux.md, "seccomp").
 *
 * @param enabled whether the runtime has it
 * @param actions actions known
 * @param operators operators known
 * @param archs architectures known
 * @param knownFlags flags known
 * @param supportedFlags flags that take effect
 * @param unknown fields that this version does not know, kept and written back
 */
public record SeccompFeatures(
    Optional<Boolean> enabled,
    Optional<List<String>> actions,
    Optional<List<String>> operators,
    Optional<List<String>> archs,
    Optional<List<String>> knownFlags,
    Optional<List<String>> supportedFlags,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public SeccompFeatures {
    unknown = Fields.copyOf(unknown);
  }
}
