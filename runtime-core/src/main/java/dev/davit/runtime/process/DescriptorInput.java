package dev.davit.runtime.process;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads from a pipe or a terminal; the end of either is the end of the stream. */
final class DescriptorInput extends InputStream {

  private final StreamFd source;

  DescriptorInput(StreamFd source) {
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    Fd fd = source.use();
    try {
      int count = Content.read(fd, target, offset, length);
      return count == 0 ? -1 : count;
    } catch (ErrnoException e) {
      // pty(7): the master gives EIO when the last descriptor of the slave is closed
      if (e.is(Errno.EIO)) {
        return -1;
      }
      throw new IOException(e.getMessage(), e);
    } finally {
      source.release();
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
