package dev.davit.image.content;

import dev.davit.image.ImageException;
import dev.davit.oci.image.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/** Computes the digest of all that is read through it. */
public final class VerifyingStream extends FilterInputStream {

  private static final int BUFFER_BYTES = 1 << 18;

  private final Digest.Algorithm algorithm;
  private final MessageDigest computation;
  private final LongConsumer progress;
  private long count;

  /**
   * Starts a computation.
   *
   * @param progress told the number of bytes read so far, after each read
   */
  public VerifyingStream(InputStream in, Digest.Algorithm algorithm, LongConsumer progress) {
    super(in);
    this.algorithm = algorithm;
    this.computation = algorithm.messageDigest();
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    if (n > 0) {
      computation.update(buffer, offset, n);
      count += n;
      progress.accept(count);
    }
    return n;
  }

  /** Reads instead of seeking: skipped bytes count too. */
  @Override
  public long skip(long n) throws IOException {
    byte[] buffer = new byte[(int) Math.min(n, 8192)];
    return Math.max(0, read(buffer, 0, buffer.length));
  }

  /** Copies in big pieces; the default's are so small that system calls dominate. */
  @Override
  public long transferTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long before = count;
    for (int n = read(buffer, 0, buffer.length); n >= 0; n = read(buffer, 0, buffer.length)) {
      out.write(buffer, 0, n);
    }
    return count - before;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Bytes read so far. */
  public long count() {
    return count;
  }

  /** Reads to the end, and gives the digest of everything. */
  public Digest finish() throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    while (read(buffer, 0, buffer.length) >= 0) {
      // the digest is all that is wanted
    }
    return Digest.of(algorithm, computation.digest());
  }

  /**
   * Reads to the end and compares.
   *
   * @param what the content, for the message
   * @throws ImageException.WrongDigest if the content is not what the digest promises
   */
  public void verify(String what, Digest expected) throws IOException {
    Digest actual = finish();
    if (!actual.equals(expected)) {
      throw new ImageException.WrongDigest(what, expected.toString(), actual.toString());
    }
  }
}
