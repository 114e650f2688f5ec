package dev.davit.nativetest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * Writes tar archives byte by byte, so that they can also say what no honest tar program would
 * write: names with {@code ..}, absolute names, links that lead out. Format: POSIX ustar with pax
 * records, tar(5).
 */
final class RawTar {
  static final char FILE = '0';
  static final char HARD_LINK = '1';
  static final char SYMLINK = '2';
  static final char CHAR_DEVICE = '3';
  static final char BLOCK_DEVICE = '4';
  static final char DIRECTORY = '5';
  static final char FIFO = '6';

  private static final int BLOCK = 512;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  RawTar directory(String name, int mode) {
    return entry(DIRECTORY, name + "/", "", mode, 0, 0, new byte[0], Map.of());
  }

  RawTar file(String name, String content) {
    return file(name, 0644, content.getBytes(StandardCharsets.UTF_8));
  }

  RawTar file(String name, int mode, byte[] content) {
    return entry(FILE, name, "", mode, 0, 0, content, Map.of());
  }

  RawTar symlink(String name, String target) {
    return entry(SYMLINK, name, target, 0777, 0, 0, new byte[0], Map.of());
  }

  RawTar hardLink(String name, String target) {
    return entry(HARD_LINK, name, target, 0644, 0, 0, new byte[0], Map.of());
  }

  /** Any entry; pax records such as {@code SCHILY.xattr.user.a} or {@code mtime} go before it. */
  RawTar entry(
      char type,
      String name,
      String link,
      int mode,
      int uid,
      int gid,
      byte[] content,
      Map<String, String> pax) {
    Map<String, String> records = new TreeMap<>(pax);
    if (name.getBytes(StandardCharsets.UTF_8).length > 100) {
      records.put("path", name);
    }
    if (link.getBytes(StandardCharsets.UTF_8).length > 100) {
      records.put("linkpath", link);
    }
    if (!records.isEmpty()) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      records.forEach((key, value) -> body.writeBytes(paxRecord(key, value)));
      header('x', "pax", "", 0644, 0, 0, body.size());
      content(body.toByteArray());
    }
    header(type, name, link, mode, uid, gid, content.length);
    content(content);
    return this;
  }

  byte[] toBytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(bytes.toByteArray());
    whole.writeBytes(new byte[2 * BLOCK]);
    return whole.toByteArray();
  }

  byte[] toGzip() {
    return gzip(toBytes());
  }

  Path write(Path file) {
    try {
      return Files.write(file, toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** "LENGTH key=value\n", where LENGTH counts itself. */
  private static byte[] paxRecord(String key, String value) {
    byte[] tail = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.ISO_8859_1);
    int length = tail.length + 1;
    while (Integer.toString(length).length() + tail.length != length) {
      length++;
    }
    byte[] head = Integer.toString(length).getBytes(StandardCharsets.US_ASCII);
    byte[] record = java.util.Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, record, head.length, tail.length);
    return record;
  }

  private void header(char type, String name, String link, int mode, int uid, int gid, long size) {
    byte[] h = new byte[BLOCK];
    text(h, 0, 100, name);
    octal(h, 100, 8, mode);
    octal(h, 108, 8, uid);
    octal(h, 116, 8, gid);
    octal(h, 124, 12, size);
    octal(h, 136, 12, 1_700_000_000L);
    h[156] = (byte) type;
    text(h, 157, 100, link);
    text(h, 257, 6, "ustar");
    text(h, 263, 2, "00");
    octal(h, 329, 8, 1);
    octal(h, 337, 8, 3);
    java.util.Arrays.fill(h, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : h) {
      sum += b & 0xff;
    }
    text(h, 148, 8, String.format("%06o\0 ", sum));
    bytes.writeBytes(h);
  }

  private void content(byte[] content) {
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private static void text(byte[] header, int offset, int width, String text) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(raw, 0, header, offset, Math.min(width, raw.length));
  }

  private static void octal(byte[] header, int offset, int width, long value) {
    text(header, offset, width, String.format("%0" + (width - 1) + "o", value));
  }
}
