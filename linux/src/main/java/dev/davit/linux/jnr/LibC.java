package dev.davit.linux.jnr;

/**
 * The functions of the C library that are bound; addresses are plain numbers. jnr-ffi wants the
 * interface to be public.
 */
public interface LibC {
  /**
   * A raw system call of up to four arguments, syscall(2): the result, or -1 with errno set.
   * jnr-ffi calls functions of few arguments in half the time.
   */
  long syscall(long number, long a, long b, long c, long d);

  /** A raw system call, syscall(2): the result, or -1 with errno set. */
  long syscall(long number, long a, long b, long c, long d, long e, long f);
}
