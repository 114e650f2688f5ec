package dev.davit.image;

import java.io.IOException;
import java.io.InputStream;

/** The archive of a layer, to be read once from its beginning. */
interface LayerBlob extends AutoCloseable {

  /** Its bytes, compressed or not. */
  InputStream bytes();

  /**
   * Reads what is left of it, and compares the whole with its digest.
   *
   * @throws ImageException.WrongDigest if it is something else
   */
  void verify() throws IOException;

  @Override
  void close() throws IOException;

  /** An archive that was verified before. */
  static LayerBlob verified(InputStream bytes) {
    return new LayerBlob() {
      @Override
      public InputStream bytes() {
        return bytes;
      }

      @Override
      public void verify() {
        // it was
      }

      @Override
      public void close() throws IOException {
        bytes.close();
      }
    };
  }
}
