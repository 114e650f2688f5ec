package dev.davit.linux.socket;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/**
 * Two connected Unix sockets; whoever has this owns both.
 *
 * @param first one side
 * @param second the other side
 */
public record SocketPair(Fd first, Fd second) implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_SEQPACKET = 5;
  private static final int SOCK_CLOEXEC = 0x80000;

  /** socketpair(2) of streams. */
  public static SocketPair stream() throws ErrnoException {
    return open(SOCK_STREAM, "SOCK_STREAM");
  }

  /** socketpair(2) of packets, whose boundaries are kept. */
  public static SocketPair packets() throws ErrnoException {
    return open(SOCK_SEQPACKET, "SOCK_SEQPACKET");
  }

  private static SocketPair open(int type, String name) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long pair = scratch.reserve(8);
      long result = Kernel.call(Syscall.SOCKETPAIR, AF_UNIX, type | SOCK_CLOEXEC, 0, pair);
      if (result < 0) {
        throw CallText.of("socketpair")
            .raw("AF_UNIX")
            .raw(name + "|SOCK_CLOEXEC")
            .number(0)
            .raw("…")
            .failed(result);
      }
      return new SocketPair(Fd.owning(scratch.getInt(pair)), Fd.owning(scratch.getInt(pair + 4)));
    }
  }

  /** Closes both sides. */
  @Override
  public void close() {
    first.close();
    second.close();
  }
}
