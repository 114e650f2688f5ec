package dev.davit.linux.socket;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.net.InetAddress;

/** Connections of TCP as descriptors: unlike Java's they can be made in any network namespace. */
public final class TcpSocket {

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_STREAM_CLOEXEC = 1 | 0x80000;
  private static final int SHUT_WR = 1;
  private static final int SHUT_RDWR = 2;

  private TcpSocket() {}

  /**
   * Connects, from the network namespace of this thread; waits until it is done.
   *
   * @throws ErrnoException ECONNREFUSED when nobody listens there
   */
  public static Fd connect(InetAddress address, int port) throws ErrnoException {
    byte[] bytes = address.getAddress();
    int family = bytes.length == 4 ? AF_INET : AF_INET6;
    long socket = Kernel.call(Syscall.SOCKET, family, SOCK_STREAM_CLOEXEC, 0);
    if (socket < 0) {
      throw CallText.of("socket").number(family).raw("SOCK_STREAM").failed(socket);
    }
    Fd fd = Fd.owning((int) socket);
    try (Scratch scratch = Scratch.open()) {
      // struct sockaddr_in and sockaddr_in6: the port in network order, then the address
      int size = bytes.length == 4 ? 16 : 28;
      long name = scratch.zeroed(32);
      scratch.putShort(name, family);
      scratch.view(name + 2, 2).put((byte) (port >> 8)).put((byte) port);
      scratch.view(name + (bytes.length == 4 ? 4 : 8), bytes.length).put(bytes);
      long result = Kernel.call(Syscall.CONNECT, fd.number(), name, size);
      if (result < 0) {
        fd.close();
        throw CallText.of("connect").raw(address.getHostAddress()).number(port).failed(result);
      }
    }
    return fd;
  }

  /** Says that nothing more will be sent: shutdown(2). */
  public static void endOutput(Fd socket) {
    Kernel.call(Syscall.SHUTDOWN, socket.number(), SHUT_WR);
  }

  /** Ends both directions, and with it every read and write that waits: shutdown(2). */
  public static void end(Fd socket) {
    Kernel.call(Syscall.SHUTDOWN, socket.number(), SHUT_RDWR);
  }
}
