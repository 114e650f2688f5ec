package dev.davit.daemon.cri;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;

/** What images and containers take on the disk, counted anew once a minute at most. */
final class StoreUsage {

  private static final Duration FRESH = Duration.ofMinutes(1);

  /**
   * What a part of the store takes.
   *
   * @param directory where
   * @param bytes of its files
   * @param inodes files and directories
   */
  record Usage(Path directory, long bytes, long inodes) {}

  private static final class Counted {
    private final Path directory;
    private final List<Path> parts;
    private Usage usage;
    private long countedAt;

    Counted(Path directory, List<Path> parts) {
      this.directory = directory;
      this.parts = parts;
    }

    synchronized Usage usage() {
      long now = System.nanoTime();
      if (usage == null || now - countedAt > FRESH.toNanos()) {
        usage = count(directory, parts);
        countedAt = System.nanoTime();
      }
      return usage;
    }
  }

  private final Counted images;
  private final Counted containers;

  StoreUsage(Path dataRoot) {
    Path root = dataRoot.toAbsolutePath().normalize();
    images = new Counted(root, List.of(root.resolve("image"), root.resolve("overlay2")));
    containers = new Counted(root.resolve("containers"), List.of(root.resolve("containers")));
  }

  Usage images() {
    return images.usage();
  }

  Usage containers() {
    return containers.usage();
  }

  private static Usage count(Path directory, List<Path> parts) {
    long[] sums = new long[2];
    for (Path part : parts) {
      try {
        Files.walkFileTree(part, new Visitor(sums));
      } catch (IOException e) {
        // Not made yet, or removed while it was being counted.
      }
    }
    return new Usage(directory, sums[0], sums[1]);
  }

  private static final class Visitor extends SimpleFileVisitor<Path> {
    private final long[] sums;

    Visitor(long[] sums) {
      this.sums = sums;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      sums[1]++;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      sums[0] += attributes.isRegularFile() ? attributes.size() : 0;
      sums[1]++;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }
}
