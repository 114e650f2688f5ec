package dev.davit.linux.jnr;

import dev.davit.linux.Architecture;
import dev.davit.linux.Syscall;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The door to the kernel: every system call that Java makes goes through {@link #call}.
 *
 * <p>A result below zero is a negated errno, as the kernel itself returns it. So errno, which
 * jnr-ffi keeps per thread and leaves stale after a success, is read in one place and only after a
 * failure.
 */
public final class Kernel {
  private static final int EINTR = 4;
  private static final int ENOSYS = 38;

  private static final LibC LIB_C;
  private static final Runtime RUNTIME;
  private static final int[] NUMBERS = numbers();

  static {
    Map<LibraryOption, Object> options = new HashMap<>();
    LIB_C = LibraryLoader.loadLibrary(LibC.class, options, "c");
    RUNTIME = Runtime.getRuntime(LIB_C);
  }

  private Kernel() {}

  private static int[] numbers() {
    Architecture host = Architecture.host();
    Syscall[] calls = Syscall.values();
    int[] numbers = new int[calls.length];
    for (Syscall call : calls) {
      numbers[call.ordinal()] = call.existsOn(host) ? call.number(host) : -1;
    }
    return numbers;
  }

  /** A call of no argument; see {@link #call(Syscall, long, long, long, long, long, long)}. */
  public static long call(Syscall call) {
    return call(call, 0, 0, 0, 0);
  }

  /** A call of one argument; see {@link #call(Syscall, long, long, long, long, long, long)}. */
  public static long call(Syscall call, long a) {
    return call(call, a, 0, 0, 0);
  }

  /** A call of two arguments; see {@link #call(Syscall, long, long, long, long, long, long)}. */
  public static long call(Syscall call, long a, long b) {
    return call(call, a, b, 0, 0);
  }

  /** A call of three arguments; see {@link #call(Syscall, long, long, long, long, long, long)}. */
  public static long call(Syscall call, long a, long b, long c) {
    return call(call, a, b, c, 0);
  }

  /** A call of four arguments; see {@link #call(Syscall, long, long, long, long, long, long)}. */
  public static long call(Syscall call, long a, long b, long c, long d) {
    int number = NUMBERS[call.ordinal()];
    long fault = number < 0 ? -ENOSYS : InjectedFault.in(call);
    if (fault != 0) {
      return fault;
    }
    while (true) {
      long result = checked(LIB_C.syscall(number, a, b, c, d));
      if (result != -EINTR) {
        return result;
      }
    }
  }

  /** A call of five arguments; see {@link #call(Syscall, long, long, long, long, long, long)}. */
  public static long call(Syscall call, long a, long b, long c, long d, long e) {
    return call(call, a, b, c, d, e, 0);
  }

  /**
   * Makes a system call, and makes it again as long as a signal interrupts it.
   *
   * @return the result, or the negated errno
   */
  public static long call(Syscall call, long a, long b, long c, long d, long e, long f) {
    while (true) {
      long result = callOnce(call, a, b, c, d, e, f);
      if (result != -EINTR) {
        return result;
      }
    }
  }

  /**
   * Makes a system call once: for close(2), which must never be repeated, and for calls whose
   * timeout has to be counted down before they are repeated.
   *
   * @return the result, or the negated errno, EINTR included
   */
  public static long callOnce(Syscall call, long a, long b, long c, long d, long e, long f) {
    int number = NUMBERS[call.ordinal()];
    long fault = number < 0 ? -ENOSYS : InjectedFault.in(call);
    if (fault != 0) {
      return fault;
    }
    return checked(LIB_C.syscall(number, a, b, c, d, e, f));
  }

  private static long checked(long result) {
    // errno is stale after a success; no call that is used here has a result of -1 but for errors
    return result == -1 ? -RUNTIME.getLastError() : result;
  }

  /** Where the memory of a direct buffer begins; the buffer has to be kept reachable. */
  static long addressOf(ByteBuffer direct) {
    return Pointer.wrap(RUNTIME, direct).address();
  }

  /**
   * Where the remaining bytes of a direct buffer begin. The buffer has to be kept reachable until
   * the call is over: {@link java.lang.ref.Reference#reachabilityFence}.
   *
   * @throws IllegalArgumentException when the buffer is not direct
   */
  public static long addressOfRemaining(Buffer buffer) {
    if (!(buffer instanceof ByteBuffer direct) || !direct.isDirect()) {
      throw new IllegalArgumentException("buffer: not direct, the kernel cannot reach it");
    }
    return addressOf(direct.duplicate().clear()) + direct.position();
  }
}
