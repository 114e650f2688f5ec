package dev.davit.nativetest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A way to a port on which answers crawl until they are let go. */
final class SlowPort implements AutoCloseable {
  private static final int PIECE = 1 << 14;

  /** After so many everything waits until it is released. */
  private static final int PIECES = 20;

  private final ServerSocket server;
  private final int target;
  private final CountDownLatch released = new CountDownLatch(1);

  SlowPort(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  String domain() {
    return "localhost:" + server.getLocalPort();
  }

  /** From now on it is as fast as others. */
  void release() {
    released.countDown();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "slow-port");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
        daemon(() -> copy(client, to, false));
        daemon(() -> copy(to, client, true));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void copy(Socket from, Socket to, boolean slowly) {
    byte[] buffer = new byte[PIECE];
    int pieces = 0;
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        to.getOutputStream().write(buffer, 0, n);
        if (slowly && n > PIECE / 2) {
          pieces++;
          released.await(pieces < PIECES ? 50 : Tool.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (IOException e) {
      // One of the two ends went; the other sees it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    release();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
