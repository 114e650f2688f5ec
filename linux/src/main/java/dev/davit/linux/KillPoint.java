package dev.davit.linux;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The moments at which this process may be killed so that it matters, numbered from 1 in the order
 * in which it reaches them: before each system call that changes something, and wherever else Java
 * changes a file.
 *
 * <p>A process started with {@code -Ddavit.kill.step=N} ends at the Nth without running any
 * clean-up, as by {@code kill -9}. Without that property a point costs one comparison of constants.
 */
public final class KillPoint {

  /** The exit code of a process that was killed: 128 and SIGKILL. */
  public static final int KILLED = 137;

  private static final int STEP = Integer.getInteger("davit.kill.step", 0);

  private static final AtomicInteger REACHED = new AtomicInteger();

  /** Calls after which nobody else sees anything else than before. */
  private static final Set<Syscall> READING =
      EnumSet.of(
          Syscall.READ,
          Syscall.PREAD64,
          Syscall.READLINKAT,
          Syscall.LSEEK,
          Syscall.FCNTL,
          Syscall.STATX,
          Syscall.STATFS,
          Syscall.FSTATFS,
          Syscall.GETDENTS64,
          Syscall.FACCESSAT,
          Syscall.FACCESSAT2,
          Syscall.GETXATTR,
          Syscall.LGETXATTR,
          Syscall.FGETXATTR,
          Syscall.LISTXATTR,
          Syscall.FLISTXATTR,
          Syscall.POLL,
          Syscall.PPOLL,
          Syscall.EPOLL_CREATE1,
          Syscall.EPOLL_CTL,
          Syscall.EPOLL_PWAIT,
          Syscall.EVENTFD2,
          Syscall.GETPID,
          Syscall.GETEUID,
          Syscall.GETEGID,
          Syscall.PIDFD_OPEN,
          Syscall.PIPE2,
          Syscall.MEMFD_CREATE);

  private KillPoint() {}

  /** Ends the process here if it was started so. */
  public static void reached() {
    if (STEP != 0 && REACHED.incrementAndGet() == STEP) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /** The same before a system call, unless it only reads. */
  public static void before(Syscall call) {
    if (STEP != 0 && !READING.contains(call)) {
      reached();
    }
  }

  /** How many it has reached; 0 in a process that is not to be killed. */
  public static int count() {
    return REACHED.get();
  }
}
