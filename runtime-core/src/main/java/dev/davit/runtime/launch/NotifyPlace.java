package dev.davit.runtime.launch;

import dev.davit.linux.IoFailure;
import dev.davit.linux.KillPoint;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.StepException;
import dev.davit.runtime.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory of a container's state in which its socket for sd_notify(3) is made, and which the
 * container sees where that of runc's containers is.
 */
public final class NotifyPlace {

  private static final String NAME = "notify";
  private static final String INSIDE = "/run/notify";
  private static final String SOCKET = "notify.sock";

  private NotifyPlace() {}

  /** Where the socket of a container is made. */
  public static Path socket(Path stateDirectory) {
    return stateDirectory.resolve(NAME).resolve(SOCKET);
  }

  /** The request of a container that sees it. */
  static ContainerRequest in(ContainerRequest request, StateDirectory states) {
    Spec spec = request.spec();
    List<Mount> mounts = new ArrayList<>(spec.mounts());
    mounts.add(
        Mount.of(
            INSIDE,
            "bind",
            states.directory(request.id()).resolve(NAME).toString(),
            List.of("bind", "nosuid", "noexec", "nodev", "ro")));
    Process process = spec.process().orElseThrow();
    List<String> env = new ArrayList<>(process.env());
    env.removeIf(variable -> variable.startsWith("NOTIFY_SOCKET="));
    env.add("NOTIFY_SOCKET=" + INSIDE + "/" + SOCKET);
    return request.withSpec(spec.withMounts(mounts).withProcess(process.withEnv(env)));
  }

  /** Makes it; it is removed with the state. */
  static void make(Path stateDirectory) {
    Path directory = stateDirectory.resolve(NAME);
    KillPoint.reached();
    try {
      Files.createDirectory(directory);
      // whoever the container's program is, and whatever the umask
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw StepException.of("mkdir " + directory, IoFailure.reason(e));
    }
  }
}
