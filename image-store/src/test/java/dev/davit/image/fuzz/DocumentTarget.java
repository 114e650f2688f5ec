package dev.davit.image.fuzz;

import dev.davit.image.ImageException;
import dev.davit.image.archive.PlatformChoice;
import dev.davit.image.layer.ChainId;
import dev.davit.image.registry.RemoteManifest;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.Index;
import dev.davit.oci.image.Manifest;
import dev.davit.oci.json.SpecException;
import java.nio.charset.StandardCharsets;

/** Reads bytes as what their first one says: a manifest, index, configuration or reference. */
public final class DocumentTarget {

  private DocumentTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    String text = new String(input, 1, input.length - 1, StandardCharsets.UTF_8);
    try {
      switch (input[0]) {
        case 'm' -> manifest(text);
        case 'i' -> index(text);
        case 'c' -> config(text);
        default -> reference(text);
      }
    } catch (SpecException | ImageException e) {
      // The two ways to complain about a document.
    }
  }

  private static void manifest(String text) {
    Manifest manifest = Manifest.parse(text);
    same(manifest, Manifest.parse(manifest.toJson()));
    new RemoteManifest("", Digest.sha256(new byte[0]), text, text.length()).isIndex();
  }

  private static void index(String text) {
    Index index = Index.parse(text);
    same(index, Index.parse(index.toJson()));
    PlatformChoice.ofThisMachine().choose(index.manifests());
  }

  private static void config(String text) {
    ImageConfig config = ImageConfig.parse(text);
    same(config, ImageConfig.parse(config.toJson()));
    ChainId.of(config.rootfs().diffIds());
  }

  private static void reference(String text) {
    ImageReference reference;
    try {
      reference = ImageReference.parse(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    same(reference, ImageReference.parse(reference.toString()));
    same(reference, ImageReference.parse(reference.familiar()));
  }

  private static void same(Object one, Object other) {
    if (!one.equals(other)) {
      throw new IllegalStateException(one + " is not " + other);
    }
  }
}
