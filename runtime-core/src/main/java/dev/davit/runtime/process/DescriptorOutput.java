package dev.davit.runtime.process;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** Writes to a pipe or a terminal, at once. */
final class DescriptorOutput extends OutputStream {

  private final StreamFd target;

  DescriptorOutput(StreamFd target) {
    this.target = target;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    Fd fd = target.use();
    try {
      Content.writeAll(fd, source, offset, length);
    } catch (ErrnoException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      target.release();
    }
  }

  @Override
  public void close() {
    target.close();
  }
}
