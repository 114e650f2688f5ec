package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.Map;

/**
 * Size of a terminal in characters (runtime-spec 1.3.0, config.md, "Process", consoleSize).
 *
 * @param height rows
 * @param width columns
 * @param unknown fields that this version does not know, kept and written back
 */
public record ConsoleSize(
    @Unsigned(32) long height, @Unsigned(32) long width, Map<String, Object> unknown) {

  /** Copies its collections. */
  public ConsoleSize {
    unknown = Fields.copyOf(unknown);
  }

  /** A size with no other field. */
  public static ConsoleSize of(long height, long width) {
    return new ConsoleSize(height, width, Map.of());
  }
}
