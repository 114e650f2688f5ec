package dev.davit.image.content;

import dev.davit.image.ImageException;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.FileLock;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Who downloads what: a file per digest, locked by flock(2), so that threads and processes wait for
 * each other and a dead one holds nothing up. Who waits holds only locks that come earlier in the
 * order of the digests, which is why no two can wait for each other.
 */
public final class DownloadLocks implements AutoCloseable {

  private static final long POLL_MS = 20;

  private record Held(Path file, Fd lock) {}

  private final Path directory;
  private final Deque<Held> held = new ArrayDeque<>();

  /** Holds nothing yet. */
  public DownloadLocks(StoreLayout layout) {
    this.directory = layout.downloads();
  }

  /**
   * Takes those that nobody else downloads; waits for none.
   *
   * @return the others
   */
  public Set<Digest> takeFree(Collection<Digest> digests) {
    Set<Digest> others = new LinkedHashSet<>();
    for (Digest digest : digests) {
      if (!tryTake(file(digest))) {
        others.add(digest);
      }
    }
    return others;
  }

  /**
   * Waits until nobody else downloads any of these. Nothing may be held yet.
   *
   * @param waiting told before a wait
   */
  public void take(Collection<Digest> digests, Consumer<Digest> waiting) {
    List<Digest> sorted =
        digests.stream().distinct().sorted(Comparator.comparing(Digest::toString)).toList();
    for (Digest digest : sorted) {
      take(digest, waiting);
    }
  }

  private void take(Digest digest, Consumer<Digest> waiting) {
    Path file = file(digest);
    for (boolean told = false; !tryTake(file); told = true) {
      if (!told) {
        waiting.accept(digest);
      }
      pause(file);
    }
  }

  private Path file(Digest digest) {
    return directory.resolve(digest.algorithm() + "-" + digest.hex());
  }

  private boolean tryTake(Path file) {
    while (true) {
      Fd lock = open(file);
      try {
        if (!FileLock.tryLockExclusive(lock)) {
          lock.close();
          return false;
        }
        if (isStill(file, lock)) {
          held.push(new Held(file, lock));
          return true;
        }
        // Who had it before removed the file after it was opened here.
        lock.close();
      } catch (ErrnoException e) {
        lock.close();
        throw new ImageException.Storage(file + ": lock: " + e.getMessage(), e);
      }
    }
  }

  private static void pause(Path file) {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException.Storage(file + ": lock: interrupted", e);
    }
  }

  private static Fd open(Path file) {
    try {
      return Descriptors.open(Fd.CWD, file.toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
    } catch (ErrnoException e) {
      throw new ImageException.Storage(file + ": lock: " + e.getMessage(), e);
    }
  }

  private static boolean isStill(Path file, Fd lock) {
    try {
      return Files.isSameFile(file, Path.of(lock.procPath()));
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": lock: " + IoFailure.reason(e), e);
    }
  }

  /** Lets all go; others can be taken then. */
  @Override
  public void close() {
    while (!held.isEmpty()) {
      release(held.pop());
    }
  }

  private static void release(Held one) {
    try {
      Files.deleteIfExists(one.file());
    } catch (IOException e) {
      // The next one who opens the store takes it away.
    } finally {
      one.lock().close();
    }
  }

  /** Takes away what dead processes left. */
  public static void sweep(StoreLayout layout) {
    try (Stream<Path> files = Files.list(layout.downloads())) {
      for (Path file : files.toList()) {
        try (Fd lock = open(file)) {
          if (FileLock.tryLockExclusive(lock)) {
            Files.deleteIfExists(file);
          }
        }
      }
    } catch (IOException | ErrnoException e) {
      throw new ImageException.Storage(layout.downloads() + ": clean: " + e.getMessage(), e);
    }
  }
}
