package dev.davit.engine.pod;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Bytes on their way from the thread that must not wait to a reader who may be slow. */
final class ByteQueue extends InputStream {

  private final int limitBytes;
  private final Deque<byte[]> chunks = new ArrayDeque<>();
  private int first;
  private int waiting;
  private boolean ended;

  ByteQueue(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Adds bytes; drops them if so many wait that the limit would be passed. */
  synchronized void offer(byte[] bytes, int length) {
    if (!ended && waiting + length <= limitBytes) {
      chunks.add(Arrays.copyOf(bytes, length));
      waiting += length;
      notifyAll();
    }
  }

  /** Says that nothing follows. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (chunks.isEmpty() && !ended) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
    if (chunks.isEmpty()) {
      return -1;
    }
    byte[] chunk = chunks.peek();
    int count = Math.min(length, chunk.length - first);
    System.arraycopy(chunk, first, target, offset, count);
    first += count;
    waiting -= count;
    if (first == chunk.length) {
      chunks.remove();
      first = 0;
    }
    return count;
  }

  @Override
  public synchronized int available() {
    return waiting;
  }

  @Override
  public void close() {
    end();
  }
}
