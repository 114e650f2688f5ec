package dev.davit.image;

/**
 * Told about the progress of a load or an import. Called on the thread that does the work, often:
 * keep it quick.
 */
public interface ImportListener {

  /** Told nothing. */
  ImportListener NONE = new ImportListener() {};

  /**
   * More of a layer's archive was read.
   *
   * @param layer the layer's diff id or the archive's name
   * @param bytes uncompressed bytes of it read so far
   */
  default void bytesRead(String layer, long bytes) {}

  /**
   * An entry was unpacked.
   *
   * @param layer the layer's diff id or the archive's name
   * @param entry the path in the layer, printable
   */
  default void entryUnpacked(String layer, String entry) {}

  /**
   * Something could not be kept as the archive has it, but the image is usable, such as an extended
   * attribute that the file system does not support.
   */
  default void warning(String message) {}
}
