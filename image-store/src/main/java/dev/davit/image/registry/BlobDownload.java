package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.image.journal.FaultPoint;
import dev.davit.image.registry.HostClient.Ask;
import dev.davit.image.registry.Transport.Pulse;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalInt;
import java.util.function.LongConsumer;

/**
 * A blob on its way into a file. Its ranges may come at once and in any order; who reads it gets
 * every byte as soon as all before it are there. The bytes wait in the file and not in memory, so
 * that a slow reader neither holds up the download nor costs heap.
 *
 * <p>Nothing is verified here but the size.
 */
public final class BlobDownload implements AutoCloseable {

  private final Repository repository;
  private final Digest digest;
  private final long size;
  private final long rangeBytes;
  private final String what;
  private final FileChannel file;
  private final LongConsumer progress;

  /** Bytes that have come of each range. */
  private final long[] come;

  /** Attempts at each range; what an attempt given up writes late does not count. */
  private final int[] attempts;

  private int nextRange;
  private int firstOpen;
  private boolean oneByOne;
  private boolean answered;
  private long total;
  private ImageException failure;

  /**
   * Makes the file; asks nobody yet.
   *
   * @param rangeBytes the size of the pieces in which it is asked for
   * @param progress told the number of bytes that have come, often
   */
  public BlobDownload(
      Repository repository, Descriptor blob, Path place, long rangeBytes, LongConsumer progress) {
    this.repository = repository;
    this.digest = blob.digest();
    this.size = blob.size();
    this.rangeBytes = rangeBytes;
    this.progress = progress;
    this.what = "blob " + digest.algorithm() + ":" + digest.shortHex() + " of " + repository.name();
    int ranges = Math.toIntExact(Math.max(1, (size + rangeBytes - 1) / rangeBytes));
    this.come = new long[ranges];
    this.attempts = new int[ranges];
    try {
      this.file =
          FileChannel.open(
              place,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw storage(e);
    }
  }

  /** The size that the blob must have. */
  public long size() {
    return size;
  }

  /**
   * A range that nobody fetches yet. The first one is alone until it is answered, as only the
   * answer tells whether the registry knows ranges.
   */
  synchronized OptionalInt claim() {
    return canClaim() ? OptionalInt.of(nextRange++) : OptionalInt.empty();
  }

  /** Whether {@link #claim} would give one now. */
  synchronized boolean canClaim() {
    return failure == null && nextRange < come.length && (nextRange == 0 || answered && !oneByOne);
  }

  /** The number of pieces. */
  int ranges() {
    return come.length;
  }

  /** Whether there is, or may come to be, a range that nobody fetches yet. */
  synchronized boolean mayClaim() {
    return failure == null && nextRange < come.length && !(answered && oneByOne);
  }

  /** Fetches a range, with all the patience that the registry is owed. */
  void fetch(int range) {
    try {
      Pulse pulse = new Pulse();
      repository.blob(
          digest,
          new Ask<>(
              what,
              repository.pullScope(),
              request -> request(request, range),
              info -> receive(info, range, pulse),
              pulse,
              () -> come(range)));
      if (come(range) < end(range) - start(range)) {
        throw new ImageException.Registry(
            repository.name() + ": " + what + ": ended after " + come(range) + " bytes", 0, null);
      }
    } catch (ImageException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      fail(new ImageException.Registry(what + ": " + e, 0, e));
      throw e;
    }
  }

  private synchronized long start(int range) {
    return range * rangeBytes;
  }

  private synchronized long end(int range) {
    return oneByOne && range == 0 ? size : Math.min(size, (range + 1) * rangeBytes);
  }

  private synchronized long come(int range) {
    return come[range];
  }

  private HttpRequest.Builder request(HttpRequest.Builder request, int range) {
    long from = start(range) + come(range);
    long end = end(range);
    request.GET();
    return from == 0 && end == size
        ? request
        : request.setHeader("Range", "bytes=" + from + "-" + (end - 1));
  }

  private BodySubscriber<Long> receive(ResponseInfo info, int range, Pulse pulse) {
    boolean whole = info.statusCode() != 206;
    long from;
    long end;
    int attempt;
    synchronized (this) {
      attempt = ++attempts[range];
      if (!answered) {
        answered = true;
        oneByOne = whole;
        notifyAll();
      }
      from = start(range) + come[range];
      end = end(range);
    }
    if (!whole
        && !info.headers()
            .firstValue("Content-Range")
            .orElse("")
            .startsWith("bytes " + from + "-")) {
      throw new ImageException.Registry(
          repository.name() + ": " + what + ": answered with another range than asked for",
          206,
          null);
    }
    return new FileBody(
        file,
        from,
        whole ? from : 0,
        end - from,
        count -> {
          pulse.beat();
          arrived(range, attempt, count);
        });
  }

  private void arrived(int range, int attempt, int count) {
    long now;
    synchronized (this) {
      if (attempts[range] != attempt) {
        return;
      }
      come[range] += count;
      total += count;
      now = total;
      while (firstOpen < come.length - 1 && come[firstOpen] >= end(firstOpen) - start(firstOpen)) {
        firstOpen++;
      }
      notifyAll();
    }
    FaultPoint.PIECE_DOWNLOADED.reached();
    progress.accept(now);
  }

  /** Ends it: who reads gets the failure. */
  synchronized void fail(ImageException why) {
    if (failure == null) {
      failure = why;
    }
    notifyAll();
  }

  /** Bytes from the beginning without a gap. */
  private long available() {
    return start(firstOpen) + come[firstOpen];
  }

  private synchronized long await(long position) throws IOException {
    try {
      while (available() <= position && position < size) {
        if (failure != null) {
          throw failure;
        }
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return available();
  }

  /** All bytes in order; reading waits for those to come. May be called once. */
  public InputStream stream() {
    return new InputStream() {
      private long position;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (position >= size) {
          return -1;
        }
        long there = BlobDownload.this.await(position);
        int count = (int) Math.min(length, there - position);
        try {
          int n = file.read(ByteBuffer.wrap(target, offset, count), position);
          position += Math.max(0, n);
          return n;
        } catch (IOException e) {
          throw storage(e);
        }
      }
    };
  }

  private ImageException.Storage storage(IOException e) {
    return new ImageException.Storage(what + ": " + IoFailure.reason(e), e);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw storage(e);
    }
  }
}
