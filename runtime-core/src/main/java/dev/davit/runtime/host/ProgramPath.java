package dev.davit.runtime.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where programs of this machine are. */
public final class ProgramPath {

  /** Where programs are if the environment does not say. */
  public static final String DEFAULT =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private ProgramPath() {}

  /** A program by its name, in the directories of this process's PATH. */
  public static Optional<Path> find(String name) {
    String searched = Optional.ofNullable(System.getenv("PATH")).orElse(DEFAULT);
    for (String directory : searched.split(":")) {
      Path candidate = Path.of(directory).resolve(name);
      if (!directory.isEmpty() && isProgram(candidate)) {
        return Optional.of(candidate.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  /** Whether it is a file that may be executed. */
  public static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
