package dev.davit.image.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of an archive, which may be a pipe such as {@code /dev/stdin} or {@code <(zcat x)}: it
 * has no position, which the stream of {@link Files} asks for to say what is available.
 */
public final class ArchiveStream extends FilterInputStream {

  private ArchiveStream(InputStream in) {
    super(in);
  }

  /**
   * Opens an archive for reading from its beginning.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws IOException if it cannot be opened
   */
  public static InputStream open(Path archive) throws IOException {
    return new ArchiveStream(Files.newInputStream(archive));
  }

  /** Nothing that is known: whoever reads waits for more. */
  @Override
  public int available() {
    return 0;
  }
}
