package dev.davit.ocicommand;

import dev.davit.linux.IoFailure;
import dev.davit.linux.KillPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The file of {@code --pid-file}: a number and nothing else, there at once or not at all. */
final class PidFile {

  private PidFile() {}

  /** Writes it, if one was asked for. */
  static void write(Optional<String> path, int pid) {
    if (path.isEmpty()) {
      return;
    }
    Path file = Path.of(path.get()).toAbsolutePath();
    Path temporary = file.resolveSibling("." + file.getFileName());
    KillPoint.reached();
    try {
      Files.writeString(temporary, Integer.toString(pid));
      KillPoint.reached();
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be written: " + IoFailure.reason(e));
    }
  }
}
