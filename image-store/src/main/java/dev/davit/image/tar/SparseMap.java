package dev.davit.image.tar;

import java.util.ArrayList;
import java.util.List;

/**
 * The map of a sparse file: checked while it is collected, so that a hostile one can neither
 * overlap, nor run backwards, nor exhaust memory.
 */
final class SparseMap {

  /** A million segments are 24 MB of heap; real files have a few thousand at most. */
  static final int MAX_SEGMENTS = 1_000_000;

  private final List<Segment> segments = new ArrayList<>();
  private long end;
  private long stored;

  void add(long offset, long length) {
    if (offset < end || length < 0 || offset > Long.MAX_VALUE - length) {
      throw new IllegalArgumentException(
          "sparse map: bad segment at " + offset + " of length " + length);
    }
    if (segments.size() == MAX_SEGMENTS) {
      throw new IllegalArgumentException("sparse map: more than " + MAX_SEGMENTS + " segments");
    }
    end = offset + length;
    stored += length;
    if (length > 0) {
      segments.add(new Segment(offset, length));
    }
  }

  /**
   * The segments of a file of this size with this many bytes stored.
   *
   * @throws IllegalArgumentException if map and sizes contradict each other
   */
  List<Segment> segments(long size, long storedBytes) {
    if (end > size) {
      throw new IllegalArgumentException(
          "sparse map: ends at " + end + ", behind the file's end " + size);
    }
    if (stored != storedBytes) {
      throw new IllegalArgumentException(
          "sparse map: maps " + stored + " bytes, but " + storedBytes + " are stored");
    }
    return segments;
  }
}
