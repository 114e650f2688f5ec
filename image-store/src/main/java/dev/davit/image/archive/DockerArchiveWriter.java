package dev.davit.image.archive;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.davit.image.ImageException;
import dev.davit.image.content.BlobStore;
import dev.davit.image.content.VerifyingStream;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Saves images in the format of {@code docker save} (moby, image/spec v1.2): the configuration byte
 * for byte, so that the image keeps its id, and layers uncompressed, as old readers want them.
 */
public final class DockerArchiveWriter {

  private final BlobStore blobs;

  /** Saves from these blobs. */
  public DockerArchiveWriter(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** Writes the archive; the stream stays the caller's to close. */
  public void write(List<SavedImage> images, OutputStream out) throws IOException {
    try (ArchiveWriter archive = new ArchiveWriter(out)) {
      JsonArray list = new JsonArray();
      for (SavedImage image : images) {
        list.add(image(archive, image));
      }
      archive.text("manifest.json", list.toString());
    }
  }

  private JsonObject image(ArchiveWriter archive, SavedImage image) throws IOException {
    JsonArray layers = new JsonArray();
    for (int i = 0; i < image.manifest().layers().size(); i++) {
      Digest diffId = image.config().rootfs().diffIds().get(i);
      String name = diffId.hex() + ".tar";
      layers.add(name);
      if (archive.isNew(name)) {
        layer(archive, name, image.manifest().layers().get(i).digest(), diffId);
      }
    }
    Digest config = image.manifest().config().digest();
    String configName = config.hex() + ".json";
    if (archive.isNew(configName)) {
      archive.text(configName, blobs.document(config));
    }
    return entry(image, configName, layers);
  }

  /** An entry of {@code manifest.json}, with the files' names in the archive. */
  static JsonObject entry(SavedImage image, String config, JsonArray layers) {
    JsonArray names = new JsonArray();
    image.references().forEach(reference -> names.add(reference.toString()));
    JsonObject json = new JsonObject();
    json.addProperty("Config", config);
    json.add("RepoTags", names);
    json.add("Layers", layers);
    return json;
  }

  /** Read twice, as a header wants the size first and compressed layers do not say it. */
  private void layer(ArchiveWriter archive, String name, Digest blob, Digest diffId)
      throws IOException {
    if (!blobs.has(blob)) {
      throw new ImageException.NotFound(
          "blob " + blob + ": not in the store (load or pull the image again)");
    }
    long size;
    try (VerifyingStream plain = open(blob, diffId)) {
      plain.verify("layer " + blob, diffId);
      size = plain.count();
    }
    try (VerifyingStream plain = open(blob, diffId)) {
      archive.file(name, size, plain);
    }
  }

  private VerifyingStream open(Digest blob, Digest diffId) throws IOException {
    InputStream in = blobs.open(blob);
    try {
      return new VerifyingStream(
          Compression.decompress(in, "layer " + blob), diffId.algorithm(), count -> {});
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
