package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.netlink.NetworkNamespace;
import dev.davit.linux.socket.TcpSocket;
import dev.davit.runtime.state.ProcessIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** A TCP connection in the network namespace of a pod, to its own loopback. */
final class PortConnection implements PortSession {

  private static final int PORT_MAX = 65535;
  private static final byte[] IPV4 = {127, 0, 0, 1};
  private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final Fd socket;

  /** Uses that are under way; the descriptor is closed after the last. */
  private int uses;

  private boolean closed;

  private PortConnection(Fd socket) {
    this.socket = socket;
  }

  static PortSession open(Sandbox pod, int port) {
    if (port < 1 || port > PORT_MAX) {
      throw new PodException(Reason.INVALID, "port " + port + ": not in 1..65535");
    }
    ProcessIdentity pause =
        pod.pause()
            .orElseThrow(
                () -> new PodException(Reason.WRONG_STATE, "pod " + pod.id + ": not ready"));
    try (Fd namespace = NetworkNamespace.open(Path.of("/proc/" + pause.pid() + "/ns/net"))) {
      return new PortConnection(NetworkNamespace.inside(namespace, () -> connect(port)));
    } catch (ErrnoException e) {
      throw new PodException(
          Reason.NETWORK, "pod " + pod.id + ": port " + port + ": " + e.errno().text(), e);
    }
  }

  private static Fd connect(int port) throws ErrnoException {
    try {
      try {
        return TcpSocket.connect(InetAddress.getByAddress(IPV4), port);
      } catch (ErrnoException e) {
        if (!e.is(Errno.ECONNREFUSED)) {
          throw e;
        }
        return TcpSocket.connect(InetAddress.getByAddress(IPV6), port);
      }
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Transfer {
    int run() throws ErrnoException;
  }

  private int use(Transfer transfer) throws IOException {
    synchronized (this) {
      if (closed) {
        throw new IOException("connection: closed");
      }
      uses++;
    }
    try {
      return transfer.run();
    } catch (ErrnoException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      release();
    }
  }

  private synchronized void release() {
    uses--;
    if (closed && uses == 0) {
      socket.close();
    }
  }

  @Override
  public InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = use(() -> Content.read(socket, target, offset, length));
        return count == 0 && length > 0 ? -1 : count;
      }
    };
  }

  @Override
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        use(
            () -> {
              Content.writeAll(socket, source, offset, length);
              return length;
            });
      }

      @Override
      public void close() throws IOException {
        synchronized (PortConnection.this) {
          if (!closed) {
            TcpSocket.endOutput(socket);
          }
        }
      }
    };
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    TcpSocket.end(socket);
    if (uses == 0) {
      socket.close();
    }
  }
}
