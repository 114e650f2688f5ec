package dev.davit.cri;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/** Reads and writes a socket, waiting no longer than until a deadline. */
final class SocketInput extends InputStream {

  private static final int BUFFER = 16 * 1024;

  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).flip();
  private final Optional<Long> deadlineNanos;

  SocketInput(SocketChannel channel, Optional<Duration> timeout) throws IOException {
    this.channel = channel;
    this.deadlineNanos = timeout.map(t -> System.nanoTime() + t.toNanos());
    channel.configureBlocking(false);
    selector = Selector.open();
    channel.register(selector, SelectionKey.OP_READ);
  }

  void write(ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      if (channel.write(data) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
  }

  private void await(int operation) throws IOException {
    channel.keyFor(selector).interestOps(operation);
    long millis = 0;
    if (deadlineNanos.isPresent()) {
      millis = (deadlineNanos.get() - System.nanoTime()) / 1_000_000 + 1;
      if (millis <= 0) {
        throw new SocketTimeoutException("no answer in time");
      }
    }
    selector.select(millis);
    selector.selectedKeys().clear();
    if (Thread.interrupted()) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }

  private boolean fill() throws IOException {
    buffer.clear();
    int n = channel.read(buffer);
    while (n == 0) {
      await(SelectionKey.OP_READ);
      n = channel.read(buffer);
    }
    buffer.flip();
    return n > 0;
  }

  @Override
  public int read() throws IOException {
    return buffer.hasRemaining() || fill() ? buffer.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!buffer.hasRemaining() && !fill()) {
      return -1;
    }
    int n = Math.min(length, buffer.remaining());
    buffer.get(bytes, offset, n);
    return n;
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.close();
  }
}
