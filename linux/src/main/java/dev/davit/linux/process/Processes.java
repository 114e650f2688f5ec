package dev.davit.linux.process;

import dev.davit.linux.CallText;
import dev.davit.linux.CloneFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/** Processes by number, and what this process may ask and set about itself. */
public final class Processes {
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int PR_GET_CHILD_SUBREAPER = 37;
  private static final int PR_CAPBSET_READ = 23;
  private static final long CAPABILITY_MAX = 63;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;

  private Processes() {}

  /**
   * kill(2). A number may come to mean another process: where one is held, use {@link
   * PidFd#signal}.
   *
   * @param pid below zero for a process group, as kill has it; never 0 or -1
   */
  public static void kill(int pid, Signal signal) throws ErrnoException {
    if (pid == 0 || pid == -1) {
      throw new IllegalArgumentException(pid + ": means many processes, and is not wanted here");
    }
    long result = Kernel.call(Syscall.KILL, pid, signal.number());
    if (result < 0) {
      throw CallText.of("kill").number(pid).raw(signal.name()).failed(result);
    }
  }

  /** Whether there is a process of this number now; a zombie counts. */
  public static boolean exists(int pid) {
    long result = Kernel.call(Syscall.KILL, pid, 0);
    return result == 0 || result == -Errno.EPERM.number();
  }

  /** getpid(2). */
  public static int pid() {
    return (int) Kernel.call(Syscall.GETPID);
  }

  /** getuid(2). */
  public static int uid() {
    return (int) Kernel.call(Syscall.GETUID);
  }

  /** geteuid(2). */
  public static int effectiveUid() {
    return (int) Kernel.call(Syscall.GETEUID);
  }

  /** getgid(2). */
  public static int gid() {
    return (int) Kernel.call(Syscall.GETGID);
  }

  /** getegid(2). */
  public static int effectiveGid() {
    return (int) Kernel.call(Syscall.GETEGID);
  }

  /** prctl(2) with PR_SET_CHILD_SUBREAPER: whether orphans below become children of this. */
  public static void setChildSubreaper(boolean on) throws ErrnoException {
    long result = Kernel.call(Syscall.PRCTL, PR_SET_CHILD_SUBREAPER, on ? 1 : 0);
    if (result < 0) {
      throw CallText.of("prctl").raw("PR_SET_CHILD_SUBREAPER").number(on ? 1 : 0).failed(result);
    }
  }

  /** prctl(2) with PR_GET_CHILD_SUBREAPER. */
  public static boolean isChildSubreaper() throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long answer = scratch.zeroed(8);
      long result = Kernel.call(Syscall.PRCTL, PR_GET_CHILD_SUBREAPER, answer);
      if (result < 0) {
        throw CallText.of("prctl").raw("PR_GET_CHILD_SUBREAPER").raw("…").failed(result);
      }
      return scratch.getInt(answer) != 0;
    }
  }

  /** The effective capabilities of this thread, capget(2), as {@link Capabilities} has them. */
  public static Capabilities capabilities() throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long header = scratch.reserve(8);
      scratch.putInt(header, CAPABILITY_VERSION_3);
      scratch.putInt(header + 4, 0);
      // two structs of effective, permitted, inheritable: the low and the high 32 bits
      long data = scratch.zeroed(24);
      long result = Kernel.call(Syscall.CAPGET, header, data);
      if (result < 0) {
        throw CallText.of("capget").raw("…").raw("…").failed(result);
      }
      return new Capabilities(
          boundingSet(), mask(scratch, data), mask(scratch, data + 4), mask(scratch, data + 8));
    }
  }

  private static long mask(Scratch scratch, long at) {
    return Integer.toUnsignedLong(scratch.getInt(at)) | (long) scratch.getInt(at + 12) << 32;
  }

  private static long boundingSet() {
    long set = 0;
    for (int number = 0; number <= CAPABILITY_MAX; number++) {
      long result = Kernel.call(Syscall.PRCTL, PR_CAPBSET_READ, number);
      if (result < 0) {
        break;
      }
      set |= result << number;
    }
    return set;
  }

  /** setns(2): moves this thread into namespaces; not those that many threads forbid. */
  public static void joinNamespaces(Fd namespaces, long types) throws ErrnoException {
    long result = Kernel.call(Syscall.SETNS, namespaces.number(), types);
    if (result < 0) {
      throw CallText.of("setns").fd(namespaces).raw(CloneFlags.print(types)).failed(result);
    }
  }

  /** unshare(2): moves this thread into new namespaces; not those that many threads forbid. */
  public static void makeNamespaces(long types) throws ErrnoException {
    long result = Kernel.call(Syscall.UNSHARE, types);
    if (result < 0) {
      throw CallText.of("unshare").raw(CloneFlags.print(types)).failed(result);
    }
  }
}
