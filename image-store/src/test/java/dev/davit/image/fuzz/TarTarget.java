package dev.davit.image.fuzz;

import dev.davit.image.ImageException;
import dev.davit.image.tar.TarEntry;
import dev.davit.image.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** Reads bytes as a tar archive: it ends, and it complains in one way only. */
public final class TarTarget {

  private TarTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    TarReader tar = new TarReader(new ByteArrayInputStream(input), "fuzz");
    byte[] data = new byte[4096];
    try {
      for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
        check(entry.get());
        if (entry.get().stored() < 1 << 20) {
          for (int n = tar.read(data, 0, data.length); n >= 0; n = tar.read(data, 0, data.length)) {
            if (n == 0) {
              throw new IllegalStateException("a read of nothing");
            }
          }
        }
      }
    } catch (ImageException.Malformed e) {
      // That is the one way.
    }
    if (tar.position() > input.length) {
      throw new IllegalStateException("read more than there is: " + tar.position());
    }
  }

  private static void check(TarEntry entry) {
    long end = 0;
    for (var segment : entry.segments()) {
      if (segment.offset() < end || segment.end() < segment.offset()) {
        throw new IllegalStateException("segments that overlap: " + entry.segments());
      }
      end = segment.end();
    }
    if (end > entry.size() || entry.size() < 0 || entry.stored() < 0) {
      throw new IllegalStateException("segments beyond the end: " + entry);
    }
    entry.name().normalized();
  }
}
