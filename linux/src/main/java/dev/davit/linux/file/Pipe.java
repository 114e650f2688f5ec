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
   * splice(2), without waiting: moves what is in a pipe into a file, in one step.
   *
   * @param offset where in the file, whose position stays as it is
   * @return how many bytes; 0 at the end of file
   * @throws ErrnoException EAGAIN when there is nothing to move
   */
  public static int splice(Fd from, Fd to, long offset, int limitBytes) throws ErrnoException {
    int nonblock = 2;
    try (Scratch scratch = Scratch.open()) {
      long at = scratch.reserve(8);
      scratch.putLong(at, offset);
      long result =
          Kernel.call(Syscall.SPLICE, from.number(), 0, to.number(), at, limitBytes, nonblock);
      if (result < 0) {
        throw CallText.of("splice")
            .fd(from)
            .raw("NULL")
            .fd(to)
            .raw("[" + offset + "]")
            .number(limitBytes)
            .raw("SPLICE_F_NONBLOCK")
            .failed(result);
      }
      return (int) result;
    }
  }

  /** Closes both ends. */
  @Override
  public void close() {
    readEnd.close();
    writeEnd.close();
  }
}
