package dev.davit.nativetest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another OCI runtime of Debian, to be compared with. */
enum Peer {
  /** 1.1 */
  RUNC("runc"),
  /** 1.8, which refuses hybrid machines: it does not get to see the v2 hierarchy of one. */
  CRUN("crun");

  /**
   * In mount namespaces of their own, hidden from what else runs here; nothing is unmounted on a
   * machine that has cgroup v2 alone.
   */
  private static final String HIDING =
      "if test -d /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi; exec \"$@\"";

  private final String program;

  Peer(String program) {
    this.program = program;
  }

  /** The command line of a call. */
  List<String> line(List<String> arguments) {
    List<String> line = new ArrayList<>();
    if (this == CRUN) {
      line.addAll(
          List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", HIDING, "sh"));
    }
    line.add(program);
    line.addAll(arguments);
    return line;
  }

  /** The same as a program of its own. */
  Path program() {
    return Scripts.program(Workspace.directory("peer").resolve(program), line(List.of()));
  }
}
