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

  /** Closes both ends. */
  @Override
  public void close() {
    readEnd.close();
    writeEnd.close();
  }
}
