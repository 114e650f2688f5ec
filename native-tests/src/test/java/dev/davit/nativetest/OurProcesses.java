package dev.davit.nativetest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The processes that belong to this run: children of this JVM, and any process with a mount, an
 * open file or a cgroup that carries the workspace's name. Orphans are found that way too.
 */
final class OurProcesses {
  private OurProcesses() {}

  /** "pid comm (state)" of each. */
  static List<String> list() {
    long self = ProcessHandle.current().pid();
    return HostSnapshot.names(Path.of("/proc"))
        .filter(n -> Character.isDigit(n.charAt(0)))
        .map(Long::parseLong)
        .filter(pid -> pid != self && isOurs(pid, self))
        .map(OurProcesses::describe)
        .filter(d -> !d.isEmpty())
        .toList();
  }

  /** Kills orphans that are supervisors of containers, and nothing that they have started. */
  static void killSupervisors() {
    List<Long> davit =
        list().stream()
            .map(line -> line.split(" "))
            .filter(words -> words[1].equals("davit"))
            .map(words -> Long.parseLong(words[0]))
            .toList();
    davit.stream()
        .filter(pid -> !davit.contains(parent(Path.of("/proc", pid.toString()))))
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean isOurs(long pid, long self) {
    Path proc = Path.of("/proc", Long.toString(pid));
    if (parent(proc) == self) {
      return true;
    }
    return mentions(proc.resolve("cgroup"))
        || mentions(proc.resolve("mountinfo"))
        || HostSnapshot.names(proc.resolve("fd"))
            .anyMatch(
                fd -> HostSnapshot.link(proc.resolve("fd").resolve(fd)).contains(Workspace.NAME));
  }

  private static boolean mentions(Path file) {
    return HostSnapshot.lines(file).stream().anyMatch(l -> l.contains(Workspace.NAME));
  }

  /** The parent's pid from /proc/PID/stat, whose second field may contain anything but ')'. */
  static long parent(Path proc) {
    try {
      String stat = Files.readString(proc.resolve("stat"), StandardCharsets.ISO_8859_1);
      return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1]);
    } catch (IOException | RuntimeException gone) {
      return -1;
    }
  }

  private static String describe(long pid) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      int end = stat.lastIndexOf(')');
      return pid
          + " "
          + stat.substring(stat.indexOf('(') + 1, end)
          + " ("
          + stat.charAt(end + 2)
          + ")";
    } catch (IOException gone) {
      return "";
    }
  }
}
