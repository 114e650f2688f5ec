package dev.davit.daemon;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One daemon for each state root: the kernel gives it back when the process is gone. */
final class StateLock implements AutoCloseable {

  private final FileChannel file;

  private StateLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes it.
   *
   * @throws DaemonException if another daemon has it
   */
  static StateLock take(Path state) {
    Path path = state.resolve("daemon.lock");
    try {
      Files.createDirectories(state);
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = file.tryLock();
      if (lock == null) {
        file.close();
        throw new DaemonException(
            state + ": another daemon has this state root: stop that one, or give another --state");
      }
      return new StateLock(file);
    } catch (IOException e) {
      throw new DaemonException(path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      // It is given back at the end of the process at the latest.
    }
  }
}
