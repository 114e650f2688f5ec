package dev.davit.image.registry;

import dev.davit.image.registry.Transport.Pulse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/** The bytes of a file from one position to another, as the body of a request. */
final class FilePiece extends InputStream {

  private final FileChannel file;
  private final Pulse pulse;
  private final LongConsumer progress;
  private final long end;
  private long position;

  private FilePiece(Path file, long from, long end, Pulse pulse, LongConsumer progress)
      throws IOException {
    this.file = FileChannel.open(file, StandardOpenOption.READ);
    this.position = from;
    this.end = end;
    this.pulse = pulse;
    this.progress = progress;
  }

  /**
   * A body.
   *
   * @param end the position behind the last byte
   * @param progress told the position in the file, often
   */
  static BodyPublisher of(Path file, long from, long end, Pulse pulse, LongConsumer progress) {
    if (from == end) {
      return BodyPublishers.noBody();
    }
    return BodyPublishers.fromPublisher(
        BodyPublishers.ofInputStream(
            () -> {
              try {
                return new FilePiece(file, from, end, pulse, progress);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }),
        end - from);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (position == end) {
      return -1;
    }
    int count = (int) Math.min(length, end - position);
    int n = file.read(ByteBuffer.wrap(target, offset, count), position);
    if (n > 0) {
      position += n;
      pulse.beat();
      progress.accept(position);
    }
    return n;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
