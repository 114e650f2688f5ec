package dev.davit.oci.image;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Name;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Defaults of the containers of an image (image-spec 1.1, config.md, "config").
 *
 * @param user user or uid, with group or gid after a colon
 * @param exposedPorts ports as {@code 80/tcp}
 * @param env environment as {@code NAME=value}
 * @param entrypoint first part of argv
 * @param cmd second part of argv, or all of it without an entrypoint
 * @param volumes directories meant for data of the container
 * @param workingDir working directory
 * @param labels metadata
 * @param stopSignal signal that asks to end, {@code SIGTERM} or a number
 * @param unknown fields that this version does not know, kept and written back
 */
public record ContainerConfig(
    @Name("User") Optional<String> user,
    @Name("ExposedPorts") Map<String, Object> exposedPorts,
    @Name("Env") List<String> env,
    @Name("Entrypoint") List<String> entrypoint,
    @Name("Cmd") List<String> cmd,
    @Name("Volumes") Map<String, Object> volumes,
    @Name("WorkingDir") Optional<String> workingDir,
    @Name("Labels") Map<String, String> labels,
    @Name("StopSignal") Optional<String> stopSignal,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public ContainerConfig {
    exposedPorts = Fields.copyOf(exposedPorts);
    env = List.copyOf(env);
    entrypoint = List.copyOf(entrypoint);
    cmd = List.copyOf(cmd);
    volumes = Fields.copyOf(volumes);
    labels = Fields.copyOf(labels);
    unknown = Fields.copyOf(unknown);
  }

  /** Nothing set: the start of a chain of withers. */
  public static ContainerConfig empty() {
    return new ContainerConfig(
        Optional.empty(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Map.of());
  }
}
