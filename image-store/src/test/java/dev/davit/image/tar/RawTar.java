package dev.davit.image.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes tar archives that no honest program would. */
public final class RawTar {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds an entry of any type with data. */
  public RawTar entry(char type, String name, String link, String data) {
    return entry(type, name, link, data.getBytes(StandardCharsets.ISO_8859_1), -1);
  }

  /** Adds an entry that claims a size; below 0 it tells the truth. */
  public RawTar entry(char type, String name, String link, byte[] data, long claimed) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, type == '5' ? "0000755\0" : "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    long size = claimed < 0 ? data.length : claimed;
    put(header, 124, String.format("%011o\0", size));
    put(header, 136, "14000000000\0");
    header[156] = (byte) type;
    put(header, 157, link);
    put(header, 257, "ustar\00000");
    put(header, 329, "0000001\0");
    put(header, 337, "0000003\0");
    return block(sign(header)).data(data);
  }

  /** Adds a block as it is. */
  public RawTar block(byte[] block) {
    out.writeBytes(block);
    return this;
  }

  /** Adds data, padded to whole blocks. */
  public RawTar data(byte[] data) {
    out.writeBytes(data);
    out.writeBytes(new byte[-data.length & 511]);
    return this;
  }

  /** Adds an extended header for the next entry; keys and values in turn. */
  public RawTar pax(String... keysAndValues) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      body.append(record(keysAndValues[i], keysAndValues[i + 1]));
    }
    return entry('x', "pax", "", body.toString());
  }

  /** One record of an extended header, in chars that are bytes. */
  public static String record(String key, String value) {
    String rest = " " + key + "=" + value + "\n";
    int length = rest.length() + 1;
    while (String.valueOf(length).length() + rest.length() != length) {
      length++;
    }
    return length + rest;
  }

  /** A directory. */
  public RawTar directory(String name) {
    return entry('5', name, "", "");
  }

  /** A file. */
  public RawTar file(String name, String data) {
    return entry('0', name, "", data);
  }

  /** A symbolic link. */
  public RawTar symlink(String name, String target) {
    return entry('2', name, target, "");
  }

  /** A hard link. */
  public RawTar link(String name, String target) {
    return entry('1', name, target, "");
  }

  /** The archive with its end marker. */
  public byte[] end() {
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  /** The archive as if the writer had died. */
  public byte[] cut() {
    return out.toByteArray();
  }

  /** Sets the checksum of a header. */
  public static byte[] sign(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    return header;
  }

  /** Writes text, in chars that are bytes, into a header. */
  public static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}
