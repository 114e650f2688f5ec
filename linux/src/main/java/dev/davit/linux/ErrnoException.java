package dev.davit.linux;

/**
 * A system call failed: which call, with which arguments, and with which error.
 *
 * <p>It is checked, because every caller has to decide, and stackless, because failures such as
 * ENOENT are ordinary results on fast paths. Callers switch on {@link #errno()}, never on the text.
 */
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The call in strace notation. */
  private final String call;

  /** The kernel's answer. */
  private final Errno errno;

  /** What else the kernel said. */
  private final String detail;

  /**
   * A failure.
   *
   * @param call the call with its arguments in strace notation, such as {@code mkdirat(7, "a",
   *     0755)}
   * @param errno the kernel's answer
   */
  public ErrnoException(String call, Errno errno) {
    this(call, errno, "");
  }

  private ErrnoException(String call, Errno errno, String detail) {
    super(call + ": " + errno.text() + (detail.isEmpty() ? "" : ": " + detail), null, true, false);
    this.call = call;
    this.errno = errno;
    this.detail = detail;
  }

  /** The call with its arguments in strace notation, such as {@code mkdirat(7, "a", 0755)}. */
  public String call() {
    return call;
  }

  /** The kernel's answer. */
  public Errno errno() {
    return errno;
  }

  /**
   * The same failure with what else the kernel said about it, such as the messages of a file system
   * context.
   */
  public ErrnoException withDetail(String detail) {
    return detail.isEmpty() ? this : new ErrnoException(call, errno, detail);
  }

  /** What else the kernel said; mostly empty. */
  public String detail() {
    return detail;
  }

  /** Whether the kernel's answer was this one. */
  public boolean is(Errno expected) {
    return errno == expected;
  }
}
