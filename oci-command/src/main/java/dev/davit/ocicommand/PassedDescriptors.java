package dev.davit.ocicommand;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Pipe;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The descriptors that a container's program gets besides 0, 1 and 2: those of {@code
 * --preserve-fds}, and before them those of socket activation (sd_listen_fds(3)).
 */
final class PassedDescriptors {

  private static final int FIRST = 3;

  /** More descriptors than a process may have open (sysctl fs.nr_open) are not looked for. */
  private static final long MOST = 1 << 20;

  private PassedDescriptors() {}

  /** How many systemd passes on. */
  static int listening() {
    String count = System.getenv("LISTEN_FDS");
    return count != null && count.matches("[0-9]{1,4}") ? Integer.parseInt(count) : 0;
  }

  /**
   * All that are to be passed on. Callers ask for more than they have: those after the last open
   * one are left out, and in the place of those before it the program reads the end of a file.
   *
   * @param preserved how many were asked for
   * @param warnings is told which are not open
   */
  static List<Fd> of(Optional<Long> preserved, Consumer<String> warnings) {
    long count = Math.min(listening() + preserved.orElse(0L), MOST);
    List<Fd> passed = new ArrayList<>();
    List<Integer> closed = new ArrayList<>();
    for (int number = FIRST; number < FIRST + count; number++) {
      Fd fd = Fd.borrowing(number);
      if (!isInherited(fd)) {
        closed.add(number);
        continue;
      }
      while (FIRST + passed.size() < number) {
        passed.add(nothing());
      }
      passed.add(fd);
    }
    if (!closed.isEmpty()) {
      warnings.accept(
          "--preserve-fds "
              + count
              + ": not open: descriptor "
              + closed.get(0)
              + (closed.size() > 1 ? " and " + (closed.size() - 1) + " more" : ""));
    }
    return passed;
  }

  /** It stays open as long as this program, which passes it on. */
  private static Fd nothing() {
    try {
      Pipe pipe = Pipe.open();
      pipe.writeEnd().close();
      return pipe.readEnd();
    } catch (ErrnoException e) {
      throw new CommandFailure("--preserve-fds: " + e.getMessage());
    }
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
