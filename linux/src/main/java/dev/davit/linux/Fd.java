package dev.davit.linux;

import dev.davit.linux.jnr.Kernel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An open file descriptor and the duty to close it.
 *
 * <p>Whoever gets one from a method owns it. Every descriptor that this library opens is
 * close-on-exec. Closing twice is harmless; using one after that is refused, so that a number which
 * the kernel has given to somebody else meanwhile is never touched.
 */
public final class Fd implements AutoCloseable {
  /** AT_FDCWD: names count from the working directory. Closing it does nothing. */
  public static final Fd CWD = new Fd(-100, false);

  private static final int CWD_NUMBER = -100;
  private static final int GONE = -1;
  private static final int EBADF = 9;

  private final AtomicInteger number;
  private final boolean owned;

  private Fd(int number, boolean owned) {
    this.number = new AtomicInteger(number);
    this.owned = owned;
  }

  /**
   * Takes over an open descriptor.
   *
   * @throws IllegalArgumentException when the number is below zero
   */
  public static Fd owning(int number) {
    return new Fd(checked(number), true);
  }

  /**
   * Names a descriptor that belongs to somebody else, such as 0, 1 and 2; closing it does nothing.
   *
   * @throws IllegalArgumentException when the number is below zero
   */
  public static Fd borrowing(int number) {
    return new Fd(checked(number), false);
  }

  private static int checked(int number) {
    if (number < 0) {
      throw new IllegalArgumentException(number + ": no file descriptor");
    }
    return number;
  }

  /**
   * The number, for a system call.
   *
   * @throws IllegalStateException when it is closed or released
   */
  public int number() {
    int current = number.get();
    if (current == GONE) {
      throw new IllegalStateException("file descriptor: already closed");
    }
    return current;
  }

  /** Whether it is neither closed nor released. */
  public boolean isOpen() {
    return number.get() != GONE;
  }

  /**
   * Gives the descriptor away, without closing it.
   *
   * @return its number; who takes it has to close it
   * @throws IllegalStateException when it is closed or released
   */
  public int release() {
    int current = owned ? number.getAndSet(GONE) : number();
    if (current == GONE) {
      throw new IllegalStateException("file descriptor: already closed");
    }
    return current;
  }

  /** The path of the open file in procfs: {@code /proc/self/fd/7}. */
  public String procPath() {
    return "/proc/self/fd/" + number();
  }

  /**
   * Closes the descriptor, once. The call is never repeated, because Linux frees the number even
   * when it reports an error (close(2)); who needs to know that data arrived calls fsync first.
   *
   * @throws IllegalStateException when the kernel does not know the number, which means that
   *     somebody else closed it
   */
  @Override
  public void close() {
    if (!owned) {
      return;
    }
    int current = number.getAndSet(GONE);
    if (current != GONE && Kernel.callOnce(Syscall.CLOSE, current, 0, 0, 0, 0, 0) == -EBADF) {
      throw new IllegalStateException(
          "file descriptor " + current + ": closed by somebody who does not own it");
    }
  }

  /** The number as strace prints it. */
  @Override
  public String toString() {
    int current = number.get();
    return current == CWD_NUMBER ? "AT_FDCWD" : Integer.toString(current);
  }
}
