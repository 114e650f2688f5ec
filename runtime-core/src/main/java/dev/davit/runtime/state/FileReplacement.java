package dev.davit.runtime.state;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.KillPoint;
import dev.davit.linux.RawName;
import dev.davit.linux.RenameFlags;
import dev.davit.linux.file.Names;
import dev.davit.runtime.state.StateDirectory.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes files to another name first and renames them, so that a reader sees the old or the new
 * content and never a part. Safe for use by many threads and processes.
 */
final class FileReplacement {

  private static final AtomicLong SERIAL = new AtomicLong();

  private final Durability durability;

  FileReplacement(Durability durability) {
    this.durability = durability;
  }

  /**
   * Gives a file its content, whether it was there or not.
   *
   * @throws StateException if it cannot be written; it is as it was then
   */
  void write(Path file, byte[] text) {
    Path temporary =
        file.resolveSibling(
            "."
                + file.getFileName()
                + "-"
                + ProcessHandle.current().pid()
                + "-"
                + SERIAL.incrementAndGet());
    KillPoint.reached();
    try {
      try (FileChannel out =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        for (ByteBuffer left = ByteBuffer.wrap(text); left.hasRemaining(); ) {
          out.write(left);
        }
        if (durability == Durability.DISK) {
          out.force(true);
        }
      }
      replace(temporary, file);
      if (durability == Durability.DISK) {
        try (FileChannel directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
          directory.force(true);
        }
      }
    } catch (IOException e) {
      temporary.toFile().delete();
      throw StateException.io("write", file, e);
    }
  }

  /**
   * Gives the file its new content at once. ext4 begins to write the content out when a rename
   * replaces a file (auto_da_alloc in ext4(5)), for the sake of those who do not fsync; that costs
   * milliseconds and is not wanted here, and an exchange does not do it.
   */
  private void replace(Path temporary, Path file) throws IOException {
    if (durability == Durability.MEMORY && Files.exists(file)) {
      try {
        Names.rename(
            Fd.CWD,
            RawName.of(temporary.toString()),
            Fd.CWD,
            RawName.of(file.toString()),
            RenameFlags.RENAME_EXCHANGE);
        KillPoint.reached();
        Files.delete(temporary);
        return;
      } catch (ErrnoException e) {
        // not every file system can exchange
      }
    }
    KillPoint.reached();
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
