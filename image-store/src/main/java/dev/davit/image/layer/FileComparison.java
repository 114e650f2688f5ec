package dev.davit.image.layer;

import static dev.davit.linux.OpenFlags.O_RDONLY;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import java.util.Arrays;

/** Compares files by their bytes. Its buffers are for one thread. */
public final class FileComparison {

  private final byte[] first = new byte[Content.CHUNK];
  private final byte[] second = new byte[Content.CHUNK];

  /**
   * Whether two regular files have the same bytes, from their beginnings to their ends.
   *
   * @param one may be opened with O_PATH, as the other
   */
  public boolean same(Fd one, Fd other) throws ErrnoException {
    try (Fd a = Descriptors.open(Fd.CWD, one.procPath(), O_RDONLY);
        Fd b = Descriptors.open(Fd.CWD, other.procPath(), O_RDONLY)) {
      while (true) {
        int n = fill(a, first);
        if (n != fill(b, second) || !Arrays.equals(first, 0, n, second, 0, n)) {
          return false;
        }
        if (n < first.length) {
          return true;
        }
      }
    }
  }

  /** Reads until the buffer is full, or the file is at its end. */
  private static int fill(Fd file, byte[] buffer) throws ErrnoException {
    int filled = 0;
    while (filled < buffer.length) {
      int n = Content.read(file, buffer, filled, buffer.length - filled);
      if (n == 0) {
        break;
      }
      filled += n;
    }
    return filled;
  }
}
