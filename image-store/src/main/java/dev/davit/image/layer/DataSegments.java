package dev.davit.image.layer;

import dev.davit.image.tar.Segment;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Stat;
import java.util.ArrayList;
import java.util.List;

/** Where a file has data, and where holes (lseek(2), "Seeking file data and holes"). */
final class DataSegments {

  private static final int BLOCK_BYTES = 512;

  private DataSegments() {}

  /** The segments of an open file, in order; only a file with fewer blocks than bytes is asked. */
  static List<Segment> of(Fd file, Stat stat) throws ErrnoException {
    if (stat.blocks() * BLOCK_BYTES >= stat.size()) {
      return whole(stat.size());
    }
    List<Segment> segments = new ArrayList<>();
    long at = 0;
    while (at < stat.size()) {
      long data;
      try {
        data = Content.seekData(file, at);
      } catch (ErrnoException e) {
        if (e.is(Errno.ENXIO)) {
          break;
        }
        if (e.is(Errno.EINVAL) || e.is(Errno.EOPNOTSUPP)) {
          return whole(stat.size());
        }
        throw e;
      }
      if (data >= stat.size()) {
        break;
      }
      long hole = Math.min(stat.size(), Content.seekHole(file, data));
      segments.add(new Segment(data, hole - data));
      at = hole;
    }
    return segments;
  }

  /** All of a file, as if it had no holes. */
  static List<Segment> whole(long size) {
    return size == 0 ? List.of() : List.of(new Segment(0, size));
  }
}
