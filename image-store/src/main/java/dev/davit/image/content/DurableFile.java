package dev.davit.image.content;

import dev.davit.image.ImageException;
import dev.davit.image.journal.FaultPoint;
import dev.davit.linux.IoFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Small files that are either wholly there or not at all, whenever power fails. */
public final class DurableFile {

  private DurableFile() {}

  /**
   * Replaces a file: temporary file, fsync, rename, fsync of the directory. Writers of one file
   * must exclude each other; a temporary file left by a crash is overwritten by the next.
   *
   * @throws ImageException.Storage if it cannot be written
   */
  public static void write(Path file, String text) {
    Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
    try {
      try (FileChannel out =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      FaultPoint.FILE_WRITTEN.reached();
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      sync(file.getParent());
      FaultPoint.FILE_REPLACED.reached();
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": write: " + IoFailure.reason(e), e);
    }
  }

  /** Makes renames in a directory durable (fsync(2), "an explicit fsync() on the directory"). */
  public static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
