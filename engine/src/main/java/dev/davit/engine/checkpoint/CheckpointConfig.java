package dev.davit.engine.checkpoint;

import java.util.Optional;

/**
 * Which container was saved: {@code config.dump} of an archive, with the names that containerd,
 * CRI-O and podman give to the fields.
 *
 * @param id its id
 * @param name its name
 * @param rootfsImage its image as its user wrote it
 * @param rootfsImageRef the id or digest of its image
 * @param rootfsImageName the name of its image
 * @param runtime what has run it
 * @param createdTime when it was made (RFC 3339)
 * @param checkpointedTime when it was saved (RFC 3339)
 */
public record CheckpointConfig(
    Optional<String> id,
    Optional<String> name,
    Optional<String> rootfsImage,
    Optional<String> rootfsImageRef,
    Optional<String> rootfsImageName,
    Optional<String> runtime,
    Optional<String> createdTime,
    Optional<String> checkpointedTime) {}
