package dev.davit.linux.process;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/**
 * A resource limit of getrlimit(2).
 *
 * @param soft what is enforced; {@link #INFINITY} for none
 * @param hard what the soft limit can be raised to; unsigned
 */
public record ResourceLimit(long soft, long hard) {
  /** RLIM_INFINITY: no limit. */
  public static final long INFINITY = -1L;

  /** A resource, in the order of its numbers. */
  public enum Resource {
    /** Processor time in seconds. */
    CPU,
    /** File size in bytes. */
    FSIZE,
    /** Data segment in bytes. */
    DATA,
    /** Stack in bytes. */
    STACK,
    /** Core file in bytes. */
    CORE,
    /** Resident memory; has no effect. */
    RSS,
    /** Processes of the user. */
    NPROC,
    /** Descriptors. */
    NOFILE,
    /** Locked memory in bytes. */
    MEMLOCK,
    /** Address space in bytes. */
    AS,
    /** File locks; has no effect. */
    LOCKS,
    /** Pending signals. */
    SIGPENDING,
    /** Bytes in message queues. */
    MSGQUEUE,
    /** Niceness, 20 minus. */
    NICE,
    /** Real-time priority. */
    RTPRIO,
    /** Real-time processor time in microseconds. */
    RTTIME;

    /** The kernel's and OCI's name, such as {@code RLIMIT_NOFILE}. */
    public String rlimitName() {
      return "RLIMIT_" + name();
    }

    /**
     * Reads a name with or without {@code RLIMIT_}.
     *
     * @throws IllegalArgumentException when there is no such resource
     */
    public static Resource parse(String name) {
      String bare = name.startsWith("RLIMIT_") ? name.substring(7) : name;
      for (Resource resource : values()) {
        if (resource.name().equals(bare)) {
          return resource;
        }
      }
      throw new IllegalArgumentException(name + ": no such resource limit");
    }
  }

  /** Refuses a soft limit above the hard one. */
  public ResourceLimit {
    if (Long.compareUnsigned(soft, hard) > 0) {
      throw new IllegalArgumentException(
          "resource limit: soft limit " + text(soft) + " is above hard limit " + text(hard));
    }
  }

  /**
   * prlimit64(2): the limit of a process.
   *
   * @param pid 0 for this process
   */
  public static ResourceLimit of(int pid, Resource resource) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long old = scratch.zeroed(16);
      long result = Kernel.call(Syscall.PRLIMIT64, pid, resource.ordinal(), 0, old);
      if (result < 0) {
        throw CallText.of("prlimit64")
            .number(pid)
            .raw(resource.rlimitName())
            .raw("NULL")
            .raw("…")
            .failed(result);
      }
      return new ResourceLimit(scratch.getLong(old), scratch.getLong(old + 8));
    }
  }

  /**
   * prlimit64(2): sets the limit of a process.
   *
   * @param pid 0 for this process
   */
  public void set(int pid, Resource resource) throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long limit = scratch.reserve(16);
      scratch.putLong(limit, soft);
      scratch.putLong(limit + 8, hard);
      result = Kernel.call(Syscall.PRLIMIT64, pid, resource.ordinal(), limit, 0);
    }
    if (result < 0) {
      throw CallText.of("prlimit64")
          .number(pid)
          .raw(resource.rlimitName())
          .raw(toString())
          .raw("NULL")
          .failed(result);
    }
  }

  private static String text(long value) {
    return value == INFINITY ? "RLIM64_INFINITY" : Long.toUnsignedString(value);
  }

  /** The struct as strace prints it. */
  @Override
  public String toString() {
    return "{rlim_cur=" + text(soft) + ", rlim_max=" + text(hard) + "}";
  }
}
