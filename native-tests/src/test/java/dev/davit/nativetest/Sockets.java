package dev.davit.nativetest;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.netlink.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Sockets of this JVM in other network namespaces: a socket stays in the namespace in which it was
 * made.
 */
final class Sockets {

  private static final int CHUNK = 64 * 1024;

  /** Makes a channel. */
  private interface Opening<T> {
    T open() throws IOException;
  }

  private Sockets() {}

  private static <T> T in(Path namespace, Opening<T> opening) {
    try (Fd fd = NetworkNamespace.open(namespace)) {
      return NetworkNamespace.inside(
          fd,
          () -> {
            try {
              return opening.open();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (ErrnoException e) {
      throw new AssertionError(namespace.toString(), e);
    }
  }

  /** Listens on a TCP port; 0 for any. */
  static ServerSocketChannel listen(Path namespace, int port) {
    return in(namespace, () -> ServerSocketChannel.open().bind(new InetSocketAddress(port)));
  }

  static SocketChannel connect(Path namespace, String address, int port) throws IOException {
    SocketChannel channel = in(namespace, SocketChannel::open);
    channel.socket().connect(new InetSocketAddress(address, port), millis());
    return channel;
  }

  private static int millis() {
    return (int) Tool.DEADLINE.toMillis();
  }

  /** Connects to a server in another namespace; who the server says it was. */
  static InetAddress seenBy(Path server, Path client, String address) throws IOException {
    try (ServerSocketChannel listening = listen(server, 0)) {
      int port = listening.socket().getLocalPort();
      SocketChannel ours = connect(client, address, port);
      try (SocketChannel theirs = listening.accept()) {
        return ((InetSocketAddress) theirs.getRemoteAddress()).getAddress();
      } finally {
        ours.close();
      }
    }
  }

  /** Whether bytes that are sent to an address by TCP arrive at a port in another namespace. */
  static boolean tcpArrives(Path server, int serverPort, Path client, String address, int port)
      throws IOException {
    try (ServerSocketChannel listening = listen(server, serverPort);
        SocketChannel ours = connect(client, address, port);
        SocketChannel theirs = listening.accept()) {
      ours.write(ByteBuffer.wrap(new byte[] {42}));
      ByteBuffer got = ByteBuffer.allocate(1);
      theirs.read(got);
      return got.get(0) == 42;
    }
  }

  /** The same by UDP, there and back: the answer has to come from where it was sent to. */
  static boolean udpArrives(Path server, int serverPort, Path client, String address, int port)
      throws IOException {
    try (DatagramChannel listening =
            in(server, () -> DatagramChannel.open().bind(new InetSocketAddress(serverPort)));
        DatagramChannel ours = in(client, DatagramChannel::open)) {
      ours.connect(new InetSocketAddress(address, port));
      listening.socket().setSoTimeout(millis());
      ours.socket().setSoTimeout(millis());
      ours.write(ByteBuffer.wrap(new byte[] {42}));
      byte[] bytes = new byte[1];
      java.net.DatagramPacket packet = new java.net.DatagramPacket(bytes, 1);
      listening.socket().receive(packet);
      SocketAddress from = packet.getSocketAddress();
      listening.send(ByteBuffer.wrap(new byte[] {(byte) (bytes[0] + 1)}), from);
      ours.socket().receive(packet);
      return bytes[0] == 43;
    }
  }

  /** How fast bytes come by TCP, in Mbit/s, once what may be sent at once has been. */
  static double megabits(Path from, Path to, String address, int bytes) throws Exception {
    try (ServerSocketChannel listening = listen(to, 0);
        SocketChannel sending = connect(from, address, listening.socket().getLocalPort());
        SocketChannel receiving = listening.accept()) {
      int before = bytes / 4;
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(() -> send(sending, before + bytes + CHUNK));
      receive(receiving, before);
      long begin = System.nanoTime();
      long got = receive(receiving, bytes);
      double seconds = (System.nanoTime() - begin) / 1e9;
      while (receiving.read(ByteBuffer.allocate(CHUNK)) >= 0) {
        // so that the sender ends
      }
      sender.join();
      return got * 8 / 1e6 / seconds;
    }
  }

  private static void send(SocketChannel channel, int bytes) {
    try {
      for (int sent = 0; sent < bytes; ) {
        sent += channel.write(ByteBuffer.allocate(CHUNK));
      }
      channel.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long receive(SocketChannel channel, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    long got = 0;
    while (got < bytes) {
      int n = channel.read(buffer.clear());
      if (n < 0) {
        throw new IOException("the connection ended after " + got + " bytes");
      }
      got += n;
    }
    return got;
  }
}
