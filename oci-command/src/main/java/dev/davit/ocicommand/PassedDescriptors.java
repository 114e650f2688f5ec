package dev.davit.ocicommand;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The descriptors that a container's program gets besides 0, 1 and 2: those of {@code
 * --preserve-fds}, and before them those of socket activation (sd_listen_fds(3)).
 */
final class PassedDescriptors {

  private static final int FIRST = 3;

  private PassedDescriptors() {}

  /** How many systemd passes on. */
  static int listening() {
    String count = System.getenv("LISTEN_FDS");
    return count != null && count.matches("[0-9]{1,4}") ? Integer.parseInt(count) : 0;
  }

  /**
   * All that are to be passed on.
   *
   * @param preserved how many were asked for
   * @throws CommandFailure if one of them is not open
   */
  static List<Fd> of(Optional<Long> preserved) {
    long count = listening() + preserved.orElse(0L);
    List<Fd> passed = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Fd fd = Fd.borrowing(FIRST + i);
      if (!isInherited(fd)) {
        throw new CommandFailure(
            "--preserve-fds "
                + count
                + ": preserved-fd "
                + i
                + ": descriptor "
                + (FIRST + i)
                + " is not open");
      }
      passed.add(fd);
    }
    return passed;
  }

  /**
   * Whether a descriptor came through the start of this program. The virtual machine may have
   * opened a file of its own in the place of one that is missing, and no container may have that.
   */
  static boolean isInherited(Fd fd) {
    try {
      return !Descriptors.isCloseOnExec(fd) && !isOfVirtualMachine(fd);
    } catch (ErrnoException e) {
      return false;
    }
  }

  /** Its modules, class archives and jars, which it does not close on exec. */
  private static boolean isOfVirtualMachine(Fd fd) {
    try {
      Path file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number()));
      if (file.startsWith(Path.of(System.getProperty("java.home")).toRealPath())
          || file.toString().endsWith(".jsa")) {
        return true;
      }
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        if (entry.endsWith(".jar") && Files.isSameFile(Path.of(entry), file)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      // a pipe or a socket has no file
      return false;
    }
  }

  /** The environment with what tells the program of them. */
  static List<String> environment(List<String> env) {
    if (listening() == 0) {
      return env;
    }
    List<String> more = new ArrayList<>(env);
    more.add("LISTEN_FDS=" + listening());
    more.add("LISTEN_PID=1");
    String names = System.getenv("LISTEN_FDNAMES");
    if (names != null) {
      more.add("LISTEN_FDNAMES=" + names);
    }
    return more;
  }
}
