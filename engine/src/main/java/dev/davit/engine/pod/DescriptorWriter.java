package dev.davit.engine.pod;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Writes to a descriptor that does not block and that several may write to. Closing it only runs
 * what was given for that.
 */
final class DescriptorWriter extends OutputStream {

  private static final Duration SLICE = Duration.ofMillis(200);

  private final Fd fd;
  private final Runnable onClose;
  private volatile boolean closed;

  DescriptorWriter(Fd fd, Runnable onClose) {
    this.fd = fd;
    this.onClose = onClose;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      if (closed || !fd.isOpen()) {
        throw new IOException("stream: closed");
      }
      try {
        if (Poll.await(fd, PollEvents.OUT, SLICE)) {
          done += Content.write(fd, bytes, offset + done, length - done);
        }
      } catch (ErrnoException e) {
        if (!e.is(Errno.EAGAIN)) {
          throw new IOException(e.getMessage(), e);
        }
      } catch (IllegalStateException e) {
        throw new IOException("stream: closed", e);
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      onClose.run();
    }
  }
}
