package dev.davit.nativetest;

import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.ControllerEnabling;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A cgroup below a parent of its own, with shells that join it before they run a script. */
final class TestCgroup implements AutoCloseable {

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final CgroupLayout layout;
  private final CgroupPath parent;
  private final List<Process> shells = new ArrayList<>();
  final Cgroup cgroup;

  /** What a script did. */
  record Result(int code, String output) {}

  TestCgroup(Resources resources) {
    this(layout(), resources);
  }

  TestCgroup(CgroupLayout layout, Resources resources) {
    this.layout = layout;
    parent = CgroupPath.ROOT.child(Workspace.NAME + "-" + NEXT.incrementAndGet());
    // A machine with cgroup v2 only may not have given the controllers on; nobody else needs them.
    ControllerEnabling enabling =
        layout.kind() == CgroupLayout.Kind.UNIFIED
            ? ControllerEnabling.EVERYWHERE
            : ControllerEnabling.OWN;
    try {
      cgroup = Cgroup.create(layout, parent.child("c"), resources, enabling);
    } catch (RuntimeException e) {
      removeParent();
      throw e;
    }
  }

  /** The hierarchies of this machine. */
  static CgroupLayout layout() {
    try {
      return CgroupLayout.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a shell in the cgroup, its error output going where its output goes. */
  Process start(String script) {
    List<String> command = new ArrayList<>();
    command.add("sh");
    command.add("-c");
    command.add("for f in \"$@\"; do echo 0 > \"$f\" || exit 99; done; " + script);
    command.add("sh");
    Stream.concat(cgroup.directory().stream(), cgroup.v1Directories().stream())
        .map(directory -> directory.resolve("cgroup.procs").toString())
        .forEach(command::add);
    try {
      Process shell = new ProcessBuilder(command).redirectErrorStream(true).start();
      shells.add(shell);
      return shell;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a script to its end. */
  Result run(String script) throws InterruptedException {
    Process shell = start(script);
    try {
      String output = new String(shell.getInputStream().readAllBytes()).strip();
      if (!shell.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + script);
      }
      return new Result(shell.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills everybody in it, removes it and its parent, and reaps. */
  @Override
  public void close() {
    cgroup.thaw();
    cgroup.kill();
    boolean empty = cgroup.awaitEmpty(DEADLINE);
    cgroup.remove();
    removeParent();
    for (Process shell : shells) {
      try {
        shell.getInputStream().close();
        shell.waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (!empty) {
      throw new AssertionError(cgroup + ": processes survived kill");
    }
  }

  private void removeParent() {
    Cgroup above = Cgroup.open(layout, parent);
    if (above.directory().isPresent() || !above.v1Directories().isEmpty()) {
      above.remove();
    }
  }
}
