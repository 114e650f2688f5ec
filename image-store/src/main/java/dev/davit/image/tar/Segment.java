package dev.davit.image.tar;

/**
 * A run of a file's data; what no segment covers is a hole.
 *
 * @param offset where in the file, in bytes
 * @param length in bytes
 */
public record Segment(long offset, long length) {

  /** The offset after the last byte. */
  public long end() {
    return offset + length;
  }
}
