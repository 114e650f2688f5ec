package dev.davit.linux.program;

import dev.davit.linux.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** System calls that make, replace, name, end and await processes; namespaces(7). */
public final class ProcessCalls {
  private static final Notation WAIT =
      NumberNames.flags(
          "W",
          "WNOHANG=1 WEXITED=4 WSTOPPED=2 WCONTINUED=8 WNOWAIT=0x1000000 __WCLONE=0x80000000"
              + " __WALL=0x40000000 __WNOTHREAD=0x20000000");

  private static final Notation ID_TYPE =
      NumberNames.oneOf("P", "P_ALL=0 P_PID=1 P_PGID=2 P_PIDFD=3");

  private static final Notation CLOCK =
      NumberNames.oneOf(
          "CLOCK",
          "CLOCK_REALTIME=0 CLOCK_MONOTONIC=1 CLOCK_PROCESS_CPUTIME_ID=2"
              + " CLOCK_THREAD_CPUTIME_ID=3 CLOCK_MONOTONIC_RAW=4 CLOCK_REALTIME_COARSE=5"
              + " CLOCK_MONOTONIC_COARSE=6 CLOCK_BOOTTIME=7");

  private ProcessCalls() {}

  /** clone3(2): the result is the child's id in the parent, and 0 in the child. */
  public static Call clone3(CloneArguments arguments) {
    return Call.of(Syscall.CLONE3, arguments.build().address(), Operand.of(CloneArguments.BYTES));
  }

  /** unshare(2). */
  public static Call unshare(long flags) {
    return Call.of(Syscall.UNSHARE, Operand.of(flags, Notations.NAMESPACES));
  }

  /** setns(2) with a namespace's descriptor, or a pidfd and several flags. */
  public static Call setns(Operand fd, long flags) {
    return Call.of(Syscall.SETNS, fd, Operand.of(flags, Notations.NAMESPACES));
  }

  /** execve(2). */
  public static Call execve(String path, List<String> arguments, List<String> environment) {
    return execve(path, Data.strings("argv", arguments), Data.environment(environment));
  }

  /** execve(2) with blocks that several calls may share. */
  public static Call execve(String path, Data arguments, Data environment) {
    return Call.of(
        Syscall.EXECVE, FileCalls.path(path), arguments.address(), environment.address());
  }

  /** execve(2) of a path which the program may have made up itself. */
  public static Call execve(Operand.Address path, Data arguments, Data environment) {
    return Call.of(Syscall.EXECVE, path, arguments.address(), environment.address());
  }

  /** execveat(2); AT_EMPTY_PATH executes the descriptor itself. */
  public static Call execveat(
      Operand directory, String path, Data arguments, Data environment, int flags) {
    return Call.of(
        Syscall.EXECVEAT,
        directory,
        FileCalls.path(path),
        arguments.address(),
        environment.address(),
        Operand.of(flags, Notations.AT));
  }

  /** exit_group(2). */
  public static Call exitGroup(int status) {
    return exitGroup(Operand.of(status));
  }

  /** exit_group(2). */
  public static Call exitGroup(Operand status) {
    return Call.of(Syscall.EXIT_GROUP, status).ignoringErrors();
  }

  /**
   * wait4(2).
   *
   * @param status a block of 4 bytes, or {@link Operand#NULL}
   * @param usage a block of 144 bytes for struct rusage, or {@link Operand#NULL}
   */
  public static Call wait4(Operand pid, Operand status, int options, Operand usage) {
    return Call.of(
        Syscall.WAIT4, pid, status, Operand.of(Integer.toUnsignedLong(options), WAIT), usage);
  }

  /**
   * waitid(2).
   *
   * @param type P_ALL 0, P_PID 1, P_PGID 2, P_PIDFD 3
   * @param info a block of 128 bytes for siginfo_t, or {@link Operand#NULL}
   * @param usage a block of 144 bytes for struct rusage, or {@link Operand#NULL}
   */
  public static Call waitid(int type, Operand id, Operand info, int options, Operand usage) {
    return Call.of(
        Syscall.WAITID,
        Operand.of(type, ID_TYPE),
        id,
        info,
        Operand.of(Integer.toUnsignedLong(options), WAIT),
        usage);
  }

  /** getpid(2). */
  public static Call getpid() {
    return Call.of(Syscall.GETPID);
  }

  /** getppid(2). */
  public static Call getppid() {
    return Call.of(Syscall.GETPPID);
  }

  /** setsid(2). */
  public static Call setsid() {
    return Call.of(Syscall.SETSID);
  }

  /** sethostname(2). */
  public static Call sethostname(String name) {
    Data text = Data.bytes("hostname", name.getBytes(StandardCharsets.UTF_8));
    return Call.of(Syscall.SETHOSTNAME, text.address(), FileCalls.size(text));
  }

  /** setdomainname(2). */
  public static Call setdomainname(String name) {
    Data text = Data.bytes("domainname", name.getBytes(StandardCharsets.UTF_8));
    return Call.of(Syscall.SETDOMAINNAME, text.address(), FileCalls.size(text));
  }

  /** clock_gettime(2); the block of 16 bytes receives seconds and nanoseconds, 8 bytes each. */
  public static Call clockGettime(int clock, Operand.Address time) {
    return Call.of(Syscall.CLOCK_GETTIME, Operand.of(clock, CLOCK), time);
  }

  /** nanosleep(2). */
  public static Call nanosleep(long seconds, long nanoseconds) {
    return Call.of(Syscall.NANOSLEEP, timespec(seconds, nanoseconds).address(), Operand.NULL);
  }

  /** Gives a struct timespec. */
  static Data timespec(long seconds, long nanoseconds) {
    return Data.struct("timespec", 16)
        .field(0, 8, "tv_sec", seconds)
        .field(8, 8, "tv_nsec", nanoseconds)
        .build();
  }
}
