package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.process.PidFd;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.StateDirectory;
import java.util.Optional;

/** A container's first process by its number, and the file in which its end is recorded. */
final class InitProcess {

  private InitProcess() {}

  /** That it has ended early; blamed on its limit of memory where that is why. */
  static StepException ended(String subject, Optional<Cgroup> cgroup, String otherwise) {
    boolean killed = cgroup.filter(Cgroup::oomKilled).isPresent();
    return StepException.of(
        subject, killed ? "its init was OOM-killed: the limit of memory is too low" : otherwise);
  }

  /** Opens the file into which its supervisor writes the exit record. */
  static Fd exitFile(StateDirectory states, ContainerId id) throws ErrnoException {
    return Descriptors.open(
        Fd.CWD, states.exitFile(id).toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
  }

  /**
   * Opens it, as long as it is certain that the number is still its own: it is if the supervisor
   * had not yet recorded its end after the number was looked up.
   */
  static Optional<Fd> open(int pid, Fd exitFile) throws ErrnoException {
    try {
      Fd process = PidFd.open(pid);
      boolean itself = false;
      try {
        itself = Content.pread(exitFile, new byte[1], 0, 1, 0) == 0;
      } finally {
        if (!itself) {
          process.close();
        }
      }
      return itself ? Optional.of(process) : Optional.empty();
    } catch (ErrnoException e) {
      if (e.is(Errno.ESRCH)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
