package dev.davit.runtime.installed;

import dev.davit.runtime.host.ProgramPath;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A runtime that is installed on this machine and has the command line of runc, such as runc, crun,
 * youki, runsc or {@code davit-oci} itself: {@code --root}, {@code --log} and {@code --log-format},
 * then a verb.
 *
 * @param program its absolute path
 */
public record InstalledRuntime(Path program) {

  /** The name of Davit's own runtime, which is not installed but built in. */
  public static final String DAVIT = "davit";

  /** Refuses a path that depends on the working directory. */
  public InstalledRuntime {
    if (!program.isAbsolute()) {
      throw new IllegalArgumentException("runtime " + program + ": not an absolute path");
    }
  }

  /**
   * Finds it: a name in the PATH of this process, anything with a slash as a path.
   *
   * @throws InstalledException if there is no such program
   */
  public static InstalledRuntime find(String nameOrPath) {
    if (nameOrPath.contains("/")) {
      Path path = Path.of(nameOrPath).toAbsolutePath().normalize();
      if (!ProgramPath.isProgram(path)) {
        throw InstalledException.missing(nameOrPath, "no such program, or not executable");
      }
      return new InstalledRuntime(path);
    }
    if (nameOrPath.isEmpty()) {
      throw InstalledException.missing("\"\"", "give a name or a path");
    }
    return ProgramPath.find(nameOrPath)
        .map(InstalledRuntime::new)
        .orElseThrow(
            () ->
                InstalledException.missing(
                    nameOrPath, "not found in PATH: install it, or give its path"));
  }

  /** Its name, for people. */
  public String name() {
    return program.getFileName().toString();
  }

  /** The containers that it keeps below a directory of its own; it is made when it is needed. */
  public InstalledContainers containers(Path root) {
    return new InstalledContainers(this, root.toAbsolutePath().normalize());
  }

  /**
   * The environment that it is started in: that of this process, without what systemd meant for
   * this process alone, which runc would hand on to containers (sd_notify(3), sd_listen_fds(3)).
   */
  public static Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(System.getenv());
    environment.remove("NOTIFY_SOCKET");
    environment.keySet().removeIf(name -> name.startsWith("LISTEN_"));
    return environment;
  }
}
