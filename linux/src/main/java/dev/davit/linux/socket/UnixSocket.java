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
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;

  /** sun_path without its NUL. */
  private static final int PATH_MAX = 107;

  private UnixSocket() {}

  /** What is done with a path that an address can hold. */
  @FunctionalInterface
  private interface Opening {
    Fd open(String path) throws ErrnoException;
  }

  /**
   * Connects a stream to whoever listens there.
   *
   * @param path of any length: one that sun_path cannot hold is reached through its directory
   * @throws ErrnoException of connect(2), such as ENOENT or ECONNREFUSED
   */
  public static Fd connect(String path) throws ErrnoException {
    return open(path, shorter -> named(SOCK_STREAM, Syscall.CONNECT, shorter));
  }

  /**
   * Makes a socket at a path, which gets datagrams: bind(2).
   *
   * @param path of any length, as of {@link #connect}
   * @throws ErrnoException EADDRINUSE if there is something at the path
   */
  public static Fd bindDatagram(String path) throws ErrnoException {
    return open(path, shorter -> named(SOCK_DGRAM, Syscall.BIND, shorter));
  }

  private static Fd open(String path, Opening opening) throws ErrnoException {
    if (path.getBytes(StandardCharsets.UTF_8).length <= PATH_MAX) {
      return opening.open(path);
    }
    int slash = path.lastIndexOf('/');
    try (Fd directory =
        Descriptors.open(
            Fd.CWD,
            slash < 0 ? "." : path.substring(0, slash + 1),
            OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
      return opening.open(directory.procPath() + "/" + path.substring(slash + 1));
    }
  }

  /** A socket whose address, or whose peer's, is a path. */
  private static Fd named(int type, Syscall call, String path) throws ErrnoException {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > PATH_MAX) {
      throw failure(call, path).failed(Errno.ENAMETOOLONG);
    }
    long socket = Kernel.call(Syscall.SOCKET, AF_UNIX, type | SOCK_CLOEXEC, 0);
    if (socket < 0) {
      throw CallText.of("socket")
          .raw("AF_UNIX")
          .raw((type == SOCK_STREAM ? "SOCK_STREAM" : "SOCK_DGRAM") + "|SOCK_CLOEXEC")
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
      result = Kernel.call(call, fd.number(), at, address.length);
    }
    if (result < 0) {
      fd.close();
      throw failure(call, path).failed(result);
    }
    return fd;
  }

  private static CallText failure(Syscall call, String path) {
    return CallText.of(call.kernelName()).raw("…").raw("{AF_UNIX, \"" + path + "\"}");
  }
}
