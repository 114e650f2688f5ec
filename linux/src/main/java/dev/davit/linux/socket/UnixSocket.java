package dev.davit.linux.socket;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Syscall;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.nio.charset.StandardCharsets;

/** Unix sockets by path (unix(7)), as descriptors: Java's own cannot pass descriptors on. */
public final class UnixSocket {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_CLOEXEC = 0x80000;

  /** sun_path without its NUL. */
  private static final int PATH_MAX = 107;

  private UnixSocket() {}

  /**
   * Connects a stream to whoever listens there.
   *
   * @param path of any length: one that sun_path cannot hold is reached through its directory
   * @throws ErrnoException of connect(2), such as ENOENT or ECONNREFUSED
   */
  public static Fd connect(String path) throws ErrnoException {
    if (path.getBytes(StandardCharsets.UTF_8).length <= PATH_MAX) {
      return connectShort(path);
    }
    int slash = path.lastIndexOf('/');
    try (Fd directory =
        Descriptors.open(
            Fd.CWD,
            slash < 0 ? "." : path.substring(0, slash + 1),
            OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
      return connectShort(directory.procPath() + "/" + path.substring(slash + 1));
    }
  }

  private static Fd connectShort(String path) throws ErrnoException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > PATH_MAX) {
      throw failure(path).failed(Errno.ENAMETOOLONG);
    }
    long socket = Kernel.call(Syscall.SOCKET, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      throw CallText.of("socket")
          .raw("AF_UNIX")
          .raw("SOCK_STREAM|SOCK_CLOEXEC")
          .number(0)
          .failed(socket);
    }
    Fd fd = Fd.owning((int) socket);
    byte[] address = new byte[2 + name.length + 1];
    address[0] = AF_UNIX;
    System.arraycopy(name, 0, address, 2, name.length);
    long result;
    try (Scratch scratch = Scratch.open()) {
      long at = scratch.bytes(address, 0, address.length);
      result = Kernel.call(Syscall.CONNECT, fd.number(), at, address.length);
    }
    if (result < 0) {
      fd.close();
      throw failure(path).failed(result);
    }
    return fd;
  }

  private static CallText failure(String path) {
    return CallText.of("connect").raw("…").raw("{AF_UNIX, \"" + path + "\"}");
  }
}
