package dev.davit.image.archive;

import dev.davit.oci.image.Digest;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A layer's archive as it lies in the store: compressed by gzip, which every tool reads.
 *
 * @param digest of the compressed bytes
 * @param size of the compressed bytes
 * @param diffId the digest of the archive itself
 */
public record LayerFile(Digest digest, long size, Digest diffId) {

  /** Compresses an archive while it is written, and computes both digests. */
  public static final class Writer extends FilterOutputStream {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Counting compressed;
    private final MessageDigest plain;

    /** Writes to a stream, which stays the caller's to close. */
    public Writer(OutputStream to) throws IOException {
      super(null);
      compressed = new Counting(to);
      plain = Digest.Algorithm.SHA256.messageDigest();
      out = new DigestOutputStream(new Fast(compressed), plain);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    /** Ends the archive. */
    public LayerFile finish() throws IOException {
      out.close();
      return new LayerFile(
          Digest.of(Digest.Algorithm.SHA256, compressed.digest.digest()),
          compressed.count,
          Digest.of(Digest.Algorithm.SHA256, plain.digest()));
    }

    @Override
    public void close() {
      // Nothing of its own; the archive was ended by finish, or is not wanted.
    }
  }

  /** Layers are written once and mostly read on the same machine: speed counts more than size. */
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, Writer.BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  private static final class Counting extends FilterOutputStream {
    private final MessageDigest digest = Digest.Algorithm.SHA256.messageDigest();
    private long count;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      digest.update(bytes, offset, length);
      count += length;
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
