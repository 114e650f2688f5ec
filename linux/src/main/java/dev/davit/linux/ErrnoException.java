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

  /**
   * A failure.
   *
   * @param call the call with its arguments in strace notation, such as {@code mkdirat(7, "a",
   *     0755)}
   * @param errno the kernel's answer
   */
  public ErrnoException(String call, Errno errno) {
    super(call + ": " + errno.text(), null, true, false);
    this.call = call;
    this.errno = errno;
  }

  /** The call with its arguments in strace notation, such as {@code mkdirat(7, "a", 0755)}. */
  public String call() {
    return call;
  }

  /** The kernel's answer. */
  public Errno errno() {
    return errno;
  }

  /** Whether the kernel's answer was this one. */
  public boolean is(Errno expected) {
    return errno == expected;
  }
}
