package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One program of {@link Hooks} (runtime-spec 1.3.0, config.md, "POSIX-platform Hooks").
 *
 * @param path absolute path of the program
 * @param args argv, the program name included
 * @param env environment as {@code NAME=value}
 * @param timeout seconds until it is aborted, above zero
 * @param unknown fields that this version does not know, kept and written back
 */
public record Hook(
    String path,
    List<String> args,
    List<String> env,
    Optional<Integer> timeout,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Hook {
    args = List.copyOf(args);
    env = List.copyOf(env);
    unknown = Fields.copyOf(unknown);
  }
}
