package dev.davit.image.archive;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.davit.image.ImageException;
import dev.davit.image.content.BlobStore;
import dev.davit.image.content.ImageIndex;
import dev.davit.image.content.VerifyingStream;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.MediaTypes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Saves images as a tar of an OCI layout, blobs byte for byte and verified on the way. Beside its
 * index is {@code manifest.json} of the format of {@code docker save}, which refers to the same
 * blobs: docker before 25 reads no layout, and podman none of several images.
 */
public final class OciArchiveWriter {

  /** The annotation in which containerd and docker look for the name. */
  private static final String CONTAINERD_NAME = "io.containerd.image.name";

  private final BlobStore blobs;

  /** Saves from these blobs. */
  public OciArchiveWriter(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** Writes the archive; the stream stays the caller's to close. */
  public void write(List<SavedImage> images, OutputStream out) throws IOException {
    try (ArchiveWriter archive = new ArchiveWriter(out)) {
      JsonArray manifests = new JsonArray();
      JsonArray docker = new JsonArray();
      archive.text("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
      archive.directory("blobs");
      for (SavedImage image : images) {
        for (Descriptor layer : image.manifest().layers()) {
          blob(archive, layer.digest());
        }
        blob(archive, image.manifest().config().digest());
        blob(archive, image.digest());
        docker.add(dockerEntry(image));
        if (image.references().isEmpty()) {
          manifests.add(entry(image, Optional.empty()));
        }
        image.references().forEach(name -> manifests.add(entry(image, Optional.of(name))));
      }
      JsonObject index = new JsonObject();
      index.addProperty("schemaVersion", 2);
      index.addProperty("mediaType", MediaTypes.INDEX);
      index.add("manifests", manifests);
      archive.text("index.json", index.toString());
      archive.text("manifest.json", docker.toString());
    }
  }

  private static JsonObject dockerEntry(SavedImage image) {
    JsonArray layers = new JsonArray();
    image.manifest().layers().forEach(layer -> layers.add(path(layer.digest())));
    return DockerArchiveWriter.entry(image, path(image.manifest().config().digest()), layers);
  }

  private static String path(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  private JsonObject entry(SavedImage image, Optional<ImageReference> name) {
    JsonObject json = new JsonObject();
    json.addProperty("mediaType", image.manifest().mediaType().orElse(MediaTypes.MANIFEST));
    json.addProperty("digest", image.digest().toString());
    json.addProperty("size", blobs.size(image.digest()));
    name.ifPresent(
        n -> {
          JsonObject annotations = new JsonObject();
          annotations.addProperty(CONTAINERD_NAME, n.toString());
          annotations.addProperty(ImageIndex.REF_NAME, n.toString());
          json.add("annotations", annotations);
        });
    return json;
  }

  private void blob(ArchiveWriter archive, Digest digest) throws IOException {
    archive.directory("blobs/" + digest.algorithm());
    String name = path(digest);
    if (!archive.isNew(name)) {
      return;
    }
    if (!blobs.has(digest)) {
      throw new ImageException.NotFound(
          "blob " + digest + ": not in the store (load or pull the image again)");
    }
    try (VerifyingStream in =
        new VerifyingStream(blobs.open(digest), digest.algorithm(), count -> {})) {
      archive.file(name, blobs.size(digest), in);
      in.verify("blob", digest);
    }
  }
}
