package dev.davit.linux.file;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/**
 * A pipe; whoever has this owns both ends.
 *
 * @param readEnd gives what was written, and end of file once all write ends are closed
 * @param writeEnd takes bytes; EPIPE once all read ends are closed
 */
public record Pipe(Fd readEnd, Fd writeEnd) implements AutoCloseable {

  /** pipe2(2) with O_CLOEXEC. */
  public static Pipe open() throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long pair = scratch.reserve(8);
      long result = Kernel.call(Syscall.PIPE2, pair, OpenFlags.O_CLOEXEC);
      if (result < 0) {
        throw CallText.of("pipe2").raw("…").raw("O_CLOEXEC").failed(result);
      }
      return new Pipe(Fd.owning(scratch.getInt(pair)), Fd.owning(scratch.getInt(pair + 4)));
    }
  }

  /**
   * tee(2), without waiting: copies what is in a pipe into another one, and leaves it there.
   *
   * @return how many bytes; 0 at the end of file
   * @throws ErrnoException EAGAIN when there is nothing to copy, or no room for it
   */
  public static int tee(Fd from, Fd to, int limitBytes) throws ErrnoException {
    int nonblock = 2;
    long result = Kernel.call(Syscall.TEE, from.number(), to.number(), limitBytes, nonblock);
    if (result < 0) {
      throw CallText.of("tee")
          .fd(from)
          .fd(to)
          .number(limitBytes)
          .raw("SPLICE_F_NONBLOCK")
          .failed(result);
    }
    return (int) result;
  }

  /** Closes both ends. */
  @Override
  public void close() {
    readEnd.close();
    writeEnd.close();
  }
}
