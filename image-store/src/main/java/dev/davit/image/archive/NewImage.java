package dev.davit.image.archive;

import dev.davit.image.archive.FoundImage.Document;
import dev.davit.image.archive.FoundImage.FoundLayer;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.MediaTypes;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An image that is made here: its configuration gets a text, and its layers a manifest. */
public final class NewImage {

  private NewImage() {}

  /**
   * Makes the documents of an image.
   *
   * @param references its names
   * @param descriptors the layers as the manifest shall have them, base first
   * @param layers where they are
   */
  public static FoundImage of(
      List<ImageReference> references,
      ImageConfig config,
      List<Descriptor> descriptors,
      List<FoundLayer> layers) {
    String text = config.toJson();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Document document = new Document(MediaTypes.CONFIG, Digest.sha256(bytes), text);
    Document manifest =
        DockerArchive.manifest(
            Descriptor.of(MediaTypes.CONFIG, document.digest(), bytes.length), descriptors);
    return new FoundImage(references, manifest, document, config, layers);
  }
}
