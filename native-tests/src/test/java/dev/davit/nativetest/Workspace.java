package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The one directory below which this JVM's tests make everything: {@code davit-native-PID} in the
 * JVM's directory for temporary files. Its name in a mount, an open file or a cgroup says that the
 * thing is ours.
 */
final class Workspace {
  static final String NAME = "davit-native-" + ProcessHandle.current().pid();

  private static final Path ROOT = make(Path.of(System.getProperty("java.io.tmpdir"), NAME));
  private static final AtomicInteger NEXT = new AtomicInteger();

  private Workspace() {}

  static Path root() {
    return ROOT;
  }

  /** A new empty directory with that word in its name. */
  static Path directory(String word) {
    return make(ROOT.resolve(word + "-" + NEXT.incrementAndGet()));
  }

  /** A path below the workspace, whose parent exists, kept for the whole run. */
  static Path shared(String name) {
    return ROOT.resolve(name);
  }

  /** Removes a tree without following links; a missing tree is fine. */
  static void delete(Path tree) {
    if (!Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(
          tree,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // whoever was ending has removed it
              }
              throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
              Files.deleteIfExists(dir);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path make(Path dir) {
    try {
      return Files.createDirectories(dir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the place of a data root and a run state, in which no container may be left. */
  static void deleteWithoutContainers(Path place) throws IOException {
    for (String folder : List.of("root/containers", "root/names", "state/containers")) {
      Path directory = place.resolve(folder);
      if (Files.exists(directory)) {
        try (Stream<Path> entries = Files.list(directory)) {
          assertEquals(List.of(), entries.filter(p -> !p.endsWith(".lock")).toList());
        }
      }
    }
    delete(place);
  }
}
