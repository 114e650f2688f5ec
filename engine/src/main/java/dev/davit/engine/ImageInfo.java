package dev.davit.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An image of the store.
 *
 * @param id the digest of its configuration, such as {@code sha256:…}
 * @param names its references; none for an image that is kept only by its id
 * @param digests its names with the digests that they stood for in their registries, such as {@code
 *     debian@sha256:…}; none for an image that was not pulled
 * @param created when, if its maker says so
 * @param sizeBytes of its layers, unpacked
 * @param layers the digests of its layers' content, uncompressed (diff ids), the lowest first
 * @param architecture as OCI names it, such as {@code amd64}
 * @param command entrypoint and command, for display
 */
public record ImageInfo(
    String id,
    List<String> names,
    List<String> digests,
    Optional<Instant> created,
    long sizeBytes,
    List<String> layers,
    String architecture,
    List<String> command) {

  /** Copies the lists. */
  public ImageInfo {
    names = List.copyOf(names);
    digests = List.copyOf(digests);
    layers = List.copyOf(layers);
    command = List.copyOf(command);
  }

  /** The same image with no other names than these. */
  public ImageInfo withNames(List<String> some) {
    return new ImageInfo(id, some, digests, created, sizeBytes, layers, architecture, command);
  }

  /** The first 12 digits of the id: enough for people. */
  public String shortId() {
    return ContainerInfo.shortId(id.substring(id.indexOf(':') + 1));
  }
}
