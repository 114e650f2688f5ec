package dev.davit.image.content;

import dev.davit.image.ImageException;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where everything lies below a data root.
 *
 * <pre>
 * image/                an OCI image layout: oci-layout, index.json, blobs/
 * layerdb/sha256/HEX    chain id: diff id, parent, size, cache id
 * overlay2/N/diff       unpacked layers
 * containers/ID/        upper, work
 * volumes/NAME/data     named volumes
 * journal/TOKEN/        unfinished work, each with its intent
 * downloads/            a locked file for each blob that is being downloaded
 * lock                  held for moments, by flock(2)
 * </pre>
 *
 * @param root the data root, absolute
 */
public record StoreLayout(Path root) {

  /** What marks a directory as an OCI image layout (image-spec 1.1, image-layout.md). */
  public static final String OCI_LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";

  /** Makes the root absolute. */
  public StoreLayout {
    root = root.toAbsolutePath().normalize();
  }

  /** The OCI image layout. */
  public Path image() {
    return root.resolve("image");
  }

  /** The names and manifests of the images. */
  public Path index() {
    return image().resolve("index.json");
  }

  /** All blobs, one directory per digest algorithm. */
  public Path blobs() {
    return image().resolve("blobs");
  }

  /** The place of a blob. */
  public Path blob(Digest digest) {
    return blobs().resolve(digest.algorithm().toString()).resolve(digest.hex());
  }

  /** The records of unpacked layers. */
  public Path layerdb() {
    return root.resolve("layerdb").resolve("sha256");
  }

  /** The unpacked layers. */
  public Path overlay2() {
    return root.resolve("overlay2");
  }

  /** The containers' own directories. */
  public Path containers() {
    return root.resolve("containers");
  }

  /** Unfinished work. */
  public Path journal() {
    return root.resolve("journal");
  }

  /** Who downloads what. */
  public Path downloads() {
    return root.resolve("downloads");
  }

  /** The file on which processes exclude each other. */
  public Path lock() {
    return root.resolve("lock");
  }

  /**
   * Makes what is missing. Only the owner may look inside: layers hold setuid programs, and a local
   * user who reaches one has it outside of any container.
   */
  public void create() {
    try {
      Files.createDirectories(root);
      for (Path directory :
          new Path[] {
            image(), root.resolve("layerdb"), overlay2(), containers(), journal(), downloads()
          }) {
        if (!Files.isDirectory(directory)) {
          Files.createDirectories(
              directory,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
      }
      Files.createDirectories(layerdb());
      Files.createDirectories(blobs().resolve("sha256"));
      if (!Files.exists(image().resolve("oci-layout"))) {
        DurableFile.write(image().resolve("oci-layout"), OCI_LAYOUT);
      }
    } catch (IOException e) {
      throw new ImageException.Storage(root + ": open image store: " + IoFailure.reason(e), e);
    }
  }
}
