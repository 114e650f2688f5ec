package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Syscall;
import dev.davit.runtime.plan.Preparation;

/** What to do about an error, as far as the call and the errno tell. */
final class Cures {

  private Cures() {}

  /** The cure of a failed preparation; empty if none is known. */
  static String ofPreparation(Preparation preparation, ErrnoException e) {
    if (preparation instanceof Preparation.CloneMount clone) {
      if (e.is(Errno.ENOENT)) {
        return "there is no " + clone.source() + " on the host";
      }
      if (e.is(Errno.ENOTDIR)) {
        return clone.directory() ? "the root filesystem has to be a directory" : "";
      }
      if (e.is(Errno.EINVAL) && e.call().startsWith("mount_setattr(")) {
        return "the filesystem of " + clone.source() + " cannot be idmapped";
      }
    }
    if (preparation instanceof Preparation.OpenNamespace namespace && e.is(Errno.ENOENT)) {
      return "there is no " + namespace.path() + " on the host: has its process ended?";
    }
    if (preparation instanceof Preparation.OpenNamespace && e.is(Errno.EINVAL)) {
      return "its path names no namespace of that type, or the one that the runtime is in";
    }
    if (e.is(Errno.EPERM)) {
      return "this needs CAP_SYS_ADMIN: run as root";
    }
    if (preparation instanceof Preparation.MountOverlay && e.is(Errno.EINVAL)) {
      return "upperdir and workdir have to be on one filesystem that is no overlay itself"
          + " (a tmpfs, ext4, xfs or btrfs)";
    }
    return "";
  }

  /** The cure of a failed call of the program; empty if none is known. */
  static String ofCall(Syscall call, String text, Errno errno) {
    return switch (call) {
      case EXECVE, FACCESSAT2 -> ofExec(text, errno);
      case CLONE3, UNSHARE -> ofNamespaces(errno);
      case PRLIMIT64 -> errno == Errno.EPERM ? "raising a hard limit needs CAP_SYS_RESOURCE" : "";
      case SETGROUPS, SETRESUID, SETRESGID ->
          errno == Errno.EINVAL ? "the id is not mapped into the user namespace" : "";
      case SETNS -> errno == Errno.EINVAL ? "its path names no namespace of that type" : "";
      case WRITE -> ofWrite(text, errno);
      case FSCONFIG, FSMOUNT -> ofFilesystem(text, errno);
      case SCHED_SETATTR ->
          switch (errno) {
            case EPERM ->
                "a real-time or deadline policy needs CAP_SYS_NICE, and a real-time one where the"
                    + " cpu controller is on v1 a cgroup whose cpu.rt_runtime_us is not 0";
            case EINVAL ->
                text.contains("SCHED_DEADLINE")
                    ? "wanted is 1024 ns <= runtime <= deadline <= period"
                    : "";
            default -> "";
          };
      case SET_MEMPOLICY ->
          errno == Errno.ENOSYS
              ? "the kernel has no NUMA"
              : errno == Errno.EINVAL ? "the machine, or the cpuset, has no such memory node" : "";
      case LANDLOCK_CREATE_RULESET ->
          errno == Errno.ENOSYS || errno == Errno.EOPNOTSUPP
              ? "Landlock is not enabled in this kernel"
              : "";
      case FSOPEN -> errno == Errno.ENODEV ? "the kernel has no such filesystem" : "";
      case MOVE_MOUNT -> errno == Errno.EINVAL ? "a file cannot be mounted on a directory" : "";
      case OPENAT2 ->
          switch (errno) {
            case ENOENT -> ofMissing(text);
            case ELOOP -> "the image has a symbolic link where a mount point belongs";
            case ENOTDIR ->
                text.startsWith("mount ")
                    ? "a directory cannot be mounted on a file"
                    : "there is a file in its place, or on the way";
            default -> "";
          };
      default -> "";
    };
  }

  private static String ofWrite(String text, Errno errno) {
    if (text.contains("oom_score_adj")) {
      return errno == Errno.EACCES ? "lowering the score needs CAP_SYS_RESOURCE" : "";
    }
    if (text.contains("timens_offsets")) {
      return errno == Errno.ERANGE ? "the clock may not stand before 0, nor beyond 146 years" : "";
    }
    return text.contains("<sysctl>") && errno == Errno.EINVAL
        ? "the kernel takes no such value for it"
        : "";
  }

  private static String ofFilesystem(String text, Errno errno) {
    return switch (errno) {
      case EPERM ->
          "a user namespace may only mount a procfs with a PID namespace, and a sysfs with a"
              + " network namespace, of its own";
      case EINVAL ->
          text.contains("\"gid\"") || text.contains("\"uid\"")
              ? "the id has to be mapped into the user namespace"
              : text.contains("FSCONFIG_SET")
                  ? "the filesystem has no such option, or takes no such value for it"
                  : "";
      case ENOENT -> "its source, or a directory in its options, is not there";
      default -> "";
    };
  }

  private static String ofMissing(String text) {
    if (text.startsWith("set the kernel parameter ")) {
      return "the kernel has no such parameter in the container's namespaces";
    }
    return text.startsWith("make the Landlock rules")
        ? "the container has no such place: take the rule out of the annotation"
        : "";
  }

  private static String ofExec(String text, Errno errno) {
    return switch (errno) {
      case ENOENT ->
          // a name without a slash was looked for, and the last path tried is in a variable
          text.contains("<program>")
              ? "no directory of PATH has it, or the interpreter that it asks for is not there"
              : "the program, or the interpreter that it asks for, is not there";
      case EACCES -> "it has to be an executable file, on a mount without noexec";
      case ENOEXEC -> "it is no program of this architecture, and no script with #!";
      case E2BIG -> "arguments and environment are too large";
      default -> "";
    };
  }

  private static String ofNamespaces(Errno errno) {
    return switch (errno) {
      case ENOSPC -> "too many namespaces: raise /proc/sys/user/max_*_namespaces";
      case EAGAIN -> "too many processes: raise pids.max of this cgroup or RLIMIT_NPROC";
      case EPERM -> "this needs CAP_SYS_ADMIN: run as root";
      case EBUSY -> "the cgroup is frozen, or holds controllers for children of its own";
      default -> "";
    };
  }
}
