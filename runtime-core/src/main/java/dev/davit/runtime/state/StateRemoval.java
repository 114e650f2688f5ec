package dev.davit.runtime.state;

import dev.davit.linux.KillPoint;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Removes the directories of containers: renames one first, so that it is gone at once, and then
 * deletes it. Who is killed in between leaves it to the next removal.
 *
 * @param containers where they are
 */
public record StateRemoval(Path containers) {

  /** Names of containers begin with no dot, so these are nobody's. */
  private static final String REMOVED = ".removed-";

  private static final AtomicLong SERIAL = new AtomicLong();

  void remove(ContainerId id) {
    Path directory = containers.resolve(id.value());
    Path doomed =
        containers.resolve(
            REMOVED + id + "-" + ProcessHandle.current().pid() + "-" + SERIAL.incrementAndGet());
    KillPoint.reached();
    try {
      Files.move(directory, doomed, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // removed, by somebody who may have been interrupted
    } catch (IOException e) {
      throw StateException.io("rename", directory, e);
    }
    sweep();
  }

  /** Deletes what was renamed and is not deleted yet. */
  public void sweep() {
    left().forEach(StateRemoval::deleteTree);
  }

  /** What was renamed and is not deleted yet. */
  public List<Path> left() {
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(containers, REMOVED + "*")) {
      entries.forEach(left::add);
    } catch (IOException e) {
      throw StateException.io("read", containers, e);
    }
    return left;
  }

  /** Never follows a symbolic link; somebody else may delete the same. */
  private static void deleteTree(Path root) {
    KillPoint.reached();
    try {
      if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
          entries.forEach(StateRemoval::deleteTree);
        }
      }
      Files.deleteIfExists(root);
    } catch (NoSuchFileException e) {
      // gone: what was wanted
    } catch (IOException e) {
      throw StateException.io("remove", root, e);
    }
  }
}
