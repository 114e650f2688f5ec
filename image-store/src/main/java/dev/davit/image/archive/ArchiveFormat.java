package dev.davit.image.archive;

/** The archives that images are saved as. */
public enum ArchiveFormat {
  /** A tar of an OCI image layout (image-spec 1.1, image-layout.md): blobs as they are. */
  OCI,
  /**
   * What {@code docker save} wrote for ten years, and every tool reads; layers are not compressed.
   */
  DOCKER
}
