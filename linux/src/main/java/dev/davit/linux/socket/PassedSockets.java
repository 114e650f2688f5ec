package dev.davit.linux.socket;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.nio.charset.StandardCharsets;

/** What a service manager gives to a daemon: its listening socket, and one to report to. */
public final class PassedSockets {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** sizeof(sun_path), unix(7). */
  private static final int PATH_MAX = 108;

  private PassedSockets() {}

  /**
   * Makes a descriptor the standard input, where the JDK looks for an inherited socket: dup3(2).
   */
  public static void toStandardInput(Fd socket) throws ErrnoException {
    long result = Kernel.call(Syscall.DUP3, socket.number(), 0, 0);
    if (result < 0) {
      throw CallText.of("dup3").fd(socket).number(0).number(0).failed(result);
    }
  }

  /**
   * Sends one datagram to a Unix socket: sendto(2).
   *
   * @param address a path, or with a leading {@code @} a name in the abstract name space
   */
  public static void sendDatagram(String address, byte[] message) throws ErrnoException {
    byte[] path = address.getBytes(StandardCharsets.UTF_8);
    if (path.length == 0 || path.length >= PATH_MAX) {
      throw new IllegalArgumentException(address + ": not a path of 1 to 107 bytes");
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    long opened = Kernel.call(Syscall.SOCKET, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (opened < 0) {
      throw CallText.of("socket")
          .raw("AF_UNIX")
          .raw("SOCK_DGRAM|SOCK_CLOEXEC")
          .number(0)
          .failed(opened);
    }
    byte[] name = new byte[2 + path.length];
    name[0] = AF_UNIX;
    System.arraycopy(path, 0, name, 2, path.length);
    try (Fd socket = Fd.owning((int) opened);
        Scratch scratch = Scratch.open()) {
      long data = scratch.bytes(message, 0, message.length);
      long to = scratch.bytes(name, 0, name.length);
      long result =
          Kernel.call(
              Syscall.SENDTO, socket.number(), data, message.length, MSG_NOSIGNAL, to, name.length);
      if (result < 0) {
        throw CallText.of("sendto").fd(socket).raw("…").raw(address).failed(result);
      }
    }
  }
}
