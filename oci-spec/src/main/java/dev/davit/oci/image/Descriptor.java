package dev.davit.oci.image;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pointer to content (image-spec 1.1, descriptor.md).
 *
 * @param mediaType type of the content, one of {@link MediaTypes} or another
 * @param digest of the content
 * @param size bytes of the content
 * @param urls other places of the content
 * @param annotations metadata, such as {@code org.opencontainers.image.ref.name}
 * @param data the content itself in base64
 * @param platform where the content runs
 * @param artifactType type of the artifact it points to
 * @param unknown fields that this version does not know, kept and written back
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    @Unsigned(63) long size,
    List<String> urls,
    Map<String, String> annotations,
    Optional<String> data,
    Optional<Platform> platform,
    Optional<String> artifactType,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Descriptor {
    urls = List.copyOf(urls);
    annotations = Fields.copyOf(annotations);
    unknown = Fields.copyOf(unknown);
  }

  /** That of the digest. Written out: a record's is spun from method handles at the first use. */
  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  /** A descriptor with no optional field. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(
        mediaType,
        digest,
        size,
        List.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }
}
