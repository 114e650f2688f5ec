package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.process.Wait;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.FileCalls;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.linux.program.ProgramBuilder;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.cgroup.CgroupException;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.systemd.Scopes;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/**
 * A scope of systemd that waits for its container. systemd makes no scope without a process, and
 * takes a scope away as soon as the last one has left it; so a process that does nothing is in it
 * until the container's init is. It ends when the pipe that it reads is closed, by whatever end of
 * this process.
 */
final class ScopeStart implements AutoCloseable {

  private static final int FIRST = 3;
  private static final int GUESTS = 1;
  private static final long LAST = 0xffff_ffffL;

  private int guest;
  private Pipe pipe;

  /**
   * Makes the scope, with the limits in the unit as in the files.
   *
   * @throws dev.davit.runtime.cgroup.CgroupException if systemd refuses, or a limit cannot be
   *     enforced
   */
  Cgroup make(Host host, ScopeName name, CgroupPath path, Resources resources, UndoStack undo)
      throws ErrnoException {
    Scopes scopes = new Scopes(host);
    scopes.check(name);
    pipe = Pipe.open();
    guest = Spawner.spawn(waiting(), host.architecture(), List.of(), List.of(pipe.readEnd()));
    pipe.readEnd().close();
    scopes.start(name, resources, guest);
    undo.push(() -> scopes.stop(name));
    return Cgroup.adopt(host.cgroups(), path, resources, GUESTS);
  }

  /** Reads from descriptor 3 until its end. */
  private static SyscallProgram waiting() {
    ProgramBuilder program = new ProgramBuilder();
    program.call(FileCalls.closeRange(Operand.of(0), Operand.of(FIRST - 1), 0).ignoringErrors());
    program.call(FileCalls.closeRange(Operand.of(FIRST + 1), Operand.of(LAST), 0).ignoringErrors());
    program.call(FileCalls.read(Operand.of(FIRST), Data.buffer("byte", 1)).ignoringErrors());
    program.call(ProcessCalls.exitGroup(0));
    return program.build();
  }

  /** The container is in its scope: it is left alone there, with what it may have exactly. */
  void handOver(Optional<Cgroup> cgroup, Optional<Resources> resources) throws ErrnoException {
    if (pipe == null) {
      return;
    }
    close();
    Optional<Resources> exact =
        resources.flatMap(Resources::pids).map(limit -> Resources.empty().withPids(limit));
    if (exact.isPresent()) {
      limit(cgroup.orElseThrow(), exact.get());
    }
  }

  /** A container that has ended by now has taken its scope along. */
  private static void limit(Cgroup cgroup, Resources resources) {
    try {
      cgroup.apply(resources);
    } catch (CgroupException e) {
      if (Files.isDirectory(cgroup.directory().orElseThrow())) {
        throw e;
      }
    }
  }

  @Override
  public void close() throws ErrnoException {
    if (pipe == null) {
      return;
    }
    pipe.close();
    pipe = null;
    if (guest != 0) {
      Wait.forPid(guest);
    }
  }
}
