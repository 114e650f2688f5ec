package dev.davit.image.journal;

import dev.davit.image.ImageException;
import dev.davit.image.layer.TreeRemoval;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

/**
 * A piece of unfinished work: a directory for its files, and content that must not be collected
 * before it ends. It lives as long as its process holds the lock on its file.
 */
public final class Intent implements AutoCloseable {

  private final Path directory;
  private final Fd alive;

  Intent(Path directory, Fd alive) {
    this.directory = directory;
    this.alive = alive;
  }

  /** Where the work's files are until they get their place by rename. */
  public Path directory() {
    return directory;
  }

  /**
   * Keeps content from being collected until the work is done, whether it is there yet or not. The
   * caller holds the store's lock, and looks for the content only afterwards.
   */
  public void lease(Collection<Digest> content) {
    StringBuilder lines = new StringBuilder();
    content.forEach(digest -> lines.append("lease ").append(digest).append('\n'));
    try {
      Files.writeString(directory.resolve(Journal.FILE), lines, StandardOpenOption.APPEND);
      FaultPoint.LEASED.reached();
    } catch (IOException e) {
      throw new ImageException.Storage(directory + ": write intent: " + IoFailure.reason(e), e);
    }
  }

  /** Ends the work: what still lies in its directory goes. */
  @Override
  public void close() {
    FaultPoint.INTENT_DONE.reached();
    try {
      TreeRemoval.remove(directory);
    } finally {
      alive.close();
    }
  }
}
