package dev.davit.runtime.criu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The name of the host in images: {@code utsns-N.img}, which is two magic numbers, the length of a
 * message and the message ({@code utsns_entry} of criu's images/utsns.proto). criu sets what is in
 * it also in a namespace that it was told to join.
 */
public final class UtsImage {

  private static final int HEADER = 8;
  private static final int NODE_NAME = 1;
  private static final int DOMAIN_NAME = 2;

  private UtsImage() {}

  /**
   * Changes the name in all such images of a directory.
   *
   * @param hostname as in sethostname(2)
   * @throws IOException if one cannot be read or written, or is none
   */
  public static void rename(Path images, String hostname) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(images, "utsns-*.img")) {
      for (Path file : files) {
        Files.write(file, renamed(Files.readAllBytes(file), file, hostname));
      }
    }
  }

  private static byte[] renamed(byte[] image, Path file, String hostname) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    if (image.length < HEADER + 4 || in.getInt(HEADER) != image.length - HEADER - 4) {
      throw new IOException(file + ": not an image of a UTS namespace");
    }
    ProtoReader was = new ProtoReader(Arrays.copyOfRange(image, HEADER + 4, image.length));
    String domain = "";
    try {
      while (was.next()) {
        domain = was.field() == DOMAIN_NAME ? was.text() : domain;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": not an image of a UTS namespace", e);
    }
    byte[] message =
        new ProtoWriter().text(NODE_NAME, hostname).text(DOMAIN_NAME, domain).toBytes();
    ByteBuffer out = ByteBuffer.allocate(HEADER + 4 + message.length);
    out.order(ByteOrder.LITTLE_ENDIAN).put(image, 0, HEADER).putInt(message.length).put(message);
    return out.array();
  }
}
