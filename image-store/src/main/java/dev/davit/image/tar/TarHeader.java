package dev.davit.image.tar;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One 512-byte header block, field by field: V7, POSIX ustar, GNU and star.
 *
 * <p>Layouts: POSIX pax "ustar Interchange Format"; GNU tar manual, appendix "Basic Tar Format".
 */
final class TarHeader {

  static final int BLOCK = 512;

  private final byte[] block;

  TarHeader(byte[] block) {
    this.block = block;
  }

  static boolean isZero(byte[] block) {
    return Arrays.equals(block, new byte[BLOCK]);
  }

  /** Old writers summed signed bytes, so both sums count as right. */
  boolean checksumMatches() {
    long wanted;
    try {
      wanted = number(148, 8);
    } catch (NumberFormatException e) {
      return false;
    }
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    return wanted == unsigned || wanted == signed;
  }

  char type() {
    return (char) (block[156] & 0xff);
  }

  /** The name, joined with the prefix where the format has one. */
  RawPath name() {
    String name = text(0, 100);
    // GNU's magic is "ustar  ": it keeps other things where the prefix would be.
    if (text(257, 6).equals("ustar")) {
      boolean star = text(508, 4).startsWith("tar");
      String prefix = text(345, star ? 131 : 155);
      name = prefix.isEmpty() ? name : prefix + "/" + name;
    }
    return new RawPath(name);
  }

  RawPath linkName() {
    return new RawPath(text(157, 100));
  }

  long mode() {
    return number(100, 8);
  }

  long uid() {
    return number(108, 8);
  }

  long gid() {
    return number(116, 8);
  }

  long size() {
    return number(124, 12);
  }

  long modifiedSeconds() {
    return number(136, 12);
  }

  long deviceMajor() {
    return number(329, 8);
  }

  long deviceMinor() {
    return number(337, 8);
  }

  /** A one-byte flag: GNU tar writes a binary 1. */
  boolean flag(int offset) {
    return block[offset] != 0 && block[offset] != '0';
  }

  /** Bytes up to the first NUL. */
  String text(int offset, int length) {
    int end = offset;
    while (end < offset + length && block[end] != 0) {
      end++;
    }
    return new String(block, offset, end - offset, StandardCharsets.ISO_8859_1);
  }

  /**
   * Octal digits, or GNU's base-256 with the top bit of the first byte set.
   *
   * @throws NumberFormatException if it is neither, or more than 63 bits
   */
  long number(int offset, int length) {
    if ((block[offset] & 0x80) != 0) {
      return base256(offset, length);
    }
    String digits = text(offset, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new NumberFormatException(
          "header: not an octal number at byte " + offset + ": " + new RawPath(digits));
    }
  }

  private long base256(int offset, int length) {
    boolean negative = (block[offset] & 0x40) != 0;
    byte[] bytes = Arrays.copyOfRange(block, offset, offset + length);
    // The top bit only marks the format; the next one is the sign.
    bytes[0] = (byte) (negative ? bytes[0] : bytes[0] & 0x7f);
    try {
      return new BigInteger(bytes).longValueExact();
    } catch (ArithmeticException e) {
      throw new NumberFormatException("header: number of more than 63 bits at byte " + offset);
    }
  }
}
