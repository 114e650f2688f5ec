package dev.davit.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One daemon for each state root: the kernel gives it back when the process is gone. */
public final class StateLock implements AutoCloseable {

  private static final String NAME = "daemon.lock";

  private final FileChannel file;

  private StateLock(FileChannel file) {
    this.file = file;
  }

  /** The socket of the daemon that has, or was the last to have, a state root. */
  public static Optional<Path> socket(Path state) {
    try {
      String path = Files.readString(state.resolve(NAME)).strip();
      return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes it.
   *
   * @param socket that is served, for {@link #socket}
   * @throws DaemonException if another daemon has it
   */
  static StateLock take(Path state, Path socket) {
    Path path = state.resolve(NAME);
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
      file.truncate(0);
      file.write(ByteBuffer.wrap((socket + "\n").getBytes(StandardCharsets.UTF_8)));
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
