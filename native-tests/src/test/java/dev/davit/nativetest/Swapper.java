package dev.davit.nativetest;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.RawName;
import dev.davit.linux.RenameFlags;
import dev.davit.linux.file.Names;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A neighbour that exchanges pairs of names all the time, each pair in one step
 * (renameat2(RENAME_EXCHANGE)): what was looked at is another thing when it is used.
 */
final class Swapper implements AutoCloseable {
  private final Thread thread;
  private final AtomicLong swaps = new AtomicLong();
  private volatile boolean stopped;

  /** One pair of names. */
  record Pair(Path one, Path other) {}

  Swapper(List<Pair> pairs) {
    thread =
        new Thread(
            () -> {
              while (!stopped) {
                pairs.forEach(this::swap);
                LockSupport.parkNanos(1); // a moment, so that others have the processor too
              }
            },
            "swapper");
    thread.start();
  }

  private void swap(Pair pair) {
    try {
      Names.rename(
          Fd.CWD,
          RawName.of(pair.one().toString()),
          Fd.CWD,
          RawName.of(pair.other().toString()),
          RenameFlags.RENAME_EXCHANGE);
      swaps.incrementAndGet();
    } catch (ErrnoException e) {
      // one of them is a mount point at this moment
    }
  }

  /** How often names were exchanged. */
  long swaps() {
    return swaps.get();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
