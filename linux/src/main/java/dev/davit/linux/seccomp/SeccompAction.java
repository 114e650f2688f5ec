package dev.davit.linux.seccomp;

/**
 * What the kernel does with a call that a filter decides on; see seccomp(2), "Filter return
 * values".
 *
 * @param value the filter's return value: action in the upper, data in the lower 16 bits
 */
public record SeccompAction(int value) {
  /** The call is made. */
  public static final SeccompAction ALLOW = new SeccompAction(0x7fff0000);

  /** The call is made and logged. */
  public static final SeccompAction LOG = new SeccompAction(0x7ffc0000);

  /** The call waits for the answer of the filter's listener. */
  public static final SeccompAction NOTIFY = new SeccompAction(0x7fc00000);

  /** The thread gets SIGSYS. */
  public static final SeccompAction TRAP = new SeccompAction(0x00030000);

  /** The thread ends as by SIGSYS. */
  public static final SeccompAction KILL_THREAD = new SeccompAction(0);

  /** The process ends as by SIGSYS. */
  public static final SeccompAction KILL_PROCESS = new SeccompAction(0x80000000);

  /** The call is not made and fails with this errno, 0 to 4095. */
  public static SeccompAction errno(int errno) {
    return new SeccompAction(0x00050000 | errno & 0xffff);
  }

  /** The call is shown to the tracer, with this message; without a tracer it fails with ENOSYS. */
  public static SeccompAction trace(int message) {
    return new SeccompAction(0x7ff00000 | message & 0xffff);
  }
}
