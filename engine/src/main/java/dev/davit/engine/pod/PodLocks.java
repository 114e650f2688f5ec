package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.FileLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The locks of whoever keeps pods, of both roots: to one who had only that of another run state,
 * all pods of the data root would seem to have ended.
 *
 * @param state of the run state, a file
 * @param records of the records of the pods, their directory (flock(2))
 */
record PodLocks(Fd state, Fd records) implements AutoCloseable {

  /**
   * Takes both.
   *
   * @throws PodException {@code IN_USE} if another process has one of them
   */
  static PodLocks of(Path dataRoot, Path stateRoot) {
    Path file = stateRoot.resolve("pods.lock");
    Fd state = take(stateRoot, file, OpenFlags.O_RDWR | OpenFlags.O_CREAT);
    try {
      Path pods = PodStore.directory(dataRoot);
      return new PodLocks(state, take(pods, pods, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY));
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
  }

  private static Fd take(Path directory, Path file, int flags) {
    try {
      Files.createDirectories(directory);
      Fd fd = Descriptors.open(Fd.CWD, file.toString(), flags, 0600);
      if (!FileLock.tryLockExclusive(fd)) {
        fd.close();
        throw new PodException(
            Reason.IN_USE, file + ": another process keeps these pods, such as a daemon");
      }
      return fd;
    } catch (ErrnoException | IOException e) {
      throw new PodException(Reason.FAILED, file + ": lock: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    records.close();
    state.close();
  }
}
