package dev.davit.linux;

/** The flags of clone3(2), unshare(2) and setns(2). */
public final class CloneFlags {
  /** Share the memory. */
  public static final long CLONE_VM = 0x100L;

  /** Share root, working directory and umask. */
  public static final long CLONE_FS = 0x200L;

  /** Share the descriptor table. */
  public static final long CLONE_FILES = 0x400L;

  /** Share the signal handlers. */
  public static final long CLONE_SIGHAND = 0x800L;

  /** Return a pidfd. */
  public static final long CLONE_PIDFD = 0x1000L;

  /** Trace the child too. */
  public static final long CLONE_PTRACE = 0x2000L;

  /** Hold the parent until exec. */
  public static final long CLONE_VFORK = 0x4000L;

  /** Have the parent's parent. */
  public static final long CLONE_PARENT = 0x8000L;

  /** Same thread group. */
  public static final long CLONE_THREAD = 0x10000L;

  /** New mount namespace. */
  public static final long CLONE_NEWNS = 0x20000L;

  /** Share System V semaphore undo. */
  public static final long CLONE_SYSVSEM = 0x40000L;

  /** Set thread-local storage. */
  public static final long CLONE_SETTLS = 0x80000L;

  /** Write the id for the parent. */
  public static final long CLONE_PARENT_SETTID = 0x100000L;

  /** Clear the id in the child at its exit. */
  public static final long CLONE_CHILD_CLEARTID = 0x200000L;

  /** No forced tracing. */
  public static final long CLONE_UNTRACED = 0x800000L;

  /** Write the id for the child. */
  public static final long CLONE_CHILD_SETTID = 0x1000000L;

  /** New cgroup namespace. */
  public static final long CLONE_NEWCGROUP = 0x2000000L;

  /** New UTS namespace. */
  public static final long CLONE_NEWUTS = 0x4000000L;

  /** New IPC namespace. */
  public static final long CLONE_NEWIPC = 0x8000000L;

  /** New user namespace. */
  public static final long CLONE_NEWUSER = 0x10000000L;

  /** New PID namespace. */
  public static final long CLONE_NEWPID = 0x20000000L;

  /** New network namespace. */
  public static final long CLONE_NEWNET = 0x40000000L;

  /** Share the I/O context. */
  public static final long CLONE_IO = 0x80000000L;

  /** New time namespace; not for clone, only clone3 and unshare. */
  public static final long CLONE_NEWTIME = 0x80L;

  /** Default signal handlers; clone3 only. */
  public static final long CLONE_CLEAR_SIGHAND = 0x100000000L;

  /** Start in the given cgroup; clone3 only. */
  public static final long CLONE_INTO_CGROUP = 0x200000000L;

  private static final FlagNames NAMES =
      new FlagNames(
          "0",
          new String[] {
            "CLONE_VM",
            "CLONE_FS",
            "CLONE_FILES",
            "CLONE_SIGHAND",
            "CLONE_PIDFD",
            "CLONE_PTRACE",
            "CLONE_VFORK",
            "CLONE_PARENT",
            "CLONE_THREAD",
            "CLONE_NEWNS",
            "CLONE_SYSVSEM",
            "CLONE_SETTLS",
            "CLONE_PARENT_SETTID",
            "CLONE_CHILD_CLEARTID",
            "CLONE_UNTRACED",
            "CLONE_CHILD_SETTID",
            "CLONE_NEWCGROUP",
            "CLONE_NEWUTS",
            "CLONE_NEWIPC",
            "CLONE_NEWUSER",
            "CLONE_NEWPID",
            "CLONE_NEWNET",
            "CLONE_IO",
            "CLONE_NEWTIME",
            "CLONE_CLEAR_SIGHAND",
            "CLONE_INTO_CGROUP"
          },
          new long[] {
            CLONE_VM,
            CLONE_FS,
            CLONE_FILES,
            CLONE_SIGHAND,
            CLONE_PIDFD,
            CLONE_PTRACE,
            CLONE_VFORK,
            CLONE_PARENT,
            CLONE_THREAD,
            CLONE_NEWNS,
            CLONE_SYSVSEM,
            CLONE_SETTLS,
            CLONE_PARENT_SETTID,
            CLONE_CHILD_CLEARTID,
            CLONE_UNTRACED,
            CLONE_CHILD_SETTID,
            CLONE_NEWCGROUP,
            CLONE_NEWUTS,
            CLONE_NEWIPC,
            CLONE_NEWUSER,
            CLONE_NEWPID,
            CLONE_NEWNET,
            CLONE_IO,
            CLONE_NEWTIME,
            CLONE_CLEAR_SIGHAND,
            CLONE_INTO_CGROUP
          });

  private CloneFlags() {}

  /** Prints a set of flags as strace does; unknown bits are left in hex. */
  public static String print(long flags) {
    return NAMES.print(flags);
  }
}
