package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes an OCI image layout from layers given as tar bytes, without any of Davit's own code, so
 * that an error in Davit's reading is not repeated here.
 */
final class LayoutImage {
  private final Path layout;
  private final List<String> layers = new ArrayList<>();
  private final List<String> diffIds = new ArrayList<>();
  private String config = "\"Cmd\":[\"/bin/sh\"],\"Env\":[\"PATH=/usr/sbin:/usr/bin:/sbin:/bin\"]";

  LayoutImage(Path layout) {
    this.layout = layout;
    try {
      Files.createDirectories(layout.resolve("blobs/sha256"));
      Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The members of the image configuration's "config" object, as JSON without the braces. */
  LayoutImage config(String members) {
    this.config = members;
    return this;
  }

  LayoutImage layer(byte[] tar) {
    String digest = blob(tar);
    diffIds.add(digest);
    layers.add(descriptor("application/vnd.oci.image.layer.v1.tar", digest, tar.length));
    return this;
  }

  LayoutImage gzipLayer(byte[] tar) {
    byte[] packed = RawTar.gzip(tar);
    diffIds.add(digest(tar));
    layers.add(
        descriptor("application/vnd.oci.image.layer.v1.tar+gzip", blob(packed), packed.length));
    return this;
  }

  /** A layer whose blob does not have the content that its digest promises. */
  LayoutImage forgedLayer(byte[] promised, byte[] given) {
    String digest = digest(promised);
    diffIds.add(digest);
    layers.add(descriptor("application/vnd.oci.image.layer.v1.tar", digest, given.length));
    write(digest, given);
    return this;
  }

  /** Writes configuration, manifest and index; the image's reference is the name. */
  Path tag(String name) {
    byte[] configuration =
        ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{"
                + config
                + "},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                + diffIds.stream()
                    .map(d -> "\"" + d + "\"")
                    .reduce((a, b) -> a + "," + b)
                    .orElse("")
                + "]}}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] manifest =
        ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":"
                + descriptor(
                    "application/vnd.oci.image.config.v1+json",
                    blob(configuration),
                    configuration.length)
                + ",\"layers\":["
                + String.join(",", layers)
                + "]}")
            .getBytes(StandardCharsets.UTF_8);
    String entry =
        descriptor("application/vnd.oci.image.manifest.v1+json", blob(manifest), manifest.length)
            .replaceFirst("}$", "");
    try {
      Files.writeString(
          layout.resolve("index.json"),
          "{\"schemaVersion\":2,\"manifests\":["
              + entry
              + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\""
              + name
              + "\"}}]}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return layout;
  }

  private String blob(byte[] content) {
    String digest = digest(content);
    write(digest, content);
    return digest;
  }

  private void write(String digest, byte[] content) {
    try {
      Files.write(layout.resolve("blobs/sha256").resolve(digest.substring(7)), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String descriptor(String mediaType, String digest, long size) {
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":"
        + size
        + "}";
  }

  static String digest(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
