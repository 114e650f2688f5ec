package dev.davit.image.archive;

import com.github.luben.zstd.ZstdInputStream;
import dev.davit.image.ImageException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** How an archive is compressed, told by its first bytes: names and media types are often wrong. */
public enum Compression {
  /** Not at all. */
  NONE,
  /** gzip, also of several members (RFC 1952). */
  GZIP(0x1f, 0x8b),
  /** Zstandard (RFC 8878). */
  ZSTD(0x28, 0xb5, 0x2f, 0xfd),
  /** xz. */
  XZ(0xfd, '7', 'z', 'X', 'Z', 0),
  /** bzip2. */
  BZIP2('B', 'Z', 'h');

  private static final int BUFFER_BYTES = 1 << 16;

  private final byte[] magic;

  Compression(int... magic) {
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /** The compression that these first bytes tell. */
  public static Compression of(byte[] start) {
    for (Compression compression : values()) {
      byte[] magic = compression.magic;
      if (magic.length > 0
          && start.length >= magic.length
          && Arrays.equals(magic, 0, magic.length, start, 0, magic.length)) {
        return compression;
      }
    }
    return NONE;
  }

  /**
   * The uncompressed bytes of a stream, to be read in big pieces.
   *
   * @param label what messages call the stream
   * @throws ImageException.Unsupported if it is compressed in a way that is not supported
   * @throws IOException if the stream cannot be read
   */
  public static InputStream decompress(InputStream in, String label) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
    buffered.mark(8);
    byte[] start = buffered.readNBytes(6);
    buffered.reset();
    return switch (of(start)) {
      case NONE -> buffered;
      case GZIP ->
          GzipCompressorInputStream.builder()
              .setInputStream(buffered)
              .setDecompressConcatenated(true)
              .get();
      case ZSTD -> new ZstdInputStream(buffered);
      case XZ, BZIP2 ->
          throw new ImageException.Unsupported(
              label
                  + ": compressed with "
                  + of(start).name().toLowerCase(java.util.Locale.ROOT)
                  + ", which is not supported (recompress with gzip or zstd)");
    };
  }
}
