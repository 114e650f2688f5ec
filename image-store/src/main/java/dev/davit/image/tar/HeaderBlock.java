package dev.davit.image.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A POSIX ustar header under construction; what {@link TarHeader} reads. Whatever does not fit is
 * for an extended header in front, and the block then has a value that old readers can live with.
 */
final class HeaderBlock {

  private static final int NAME_BYTES = 100;
  private static final long SEVEN_DIGITS = 07777777L;
  private static final long ELEVEN_DIGITS = 077777777777L;

  private final byte[] block = new byte[TarHeader.BLOCK];

  HeaderBlock(char type) {
    block[156] = (byte) type;
    put(257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
  }

  /** Whether a name needs no extended header: short, and ASCII, which all readers agree on. */
  static boolean fits(RawPath name) {
    String text = name.latin1();
    return text.length() <= NAME_BYTES && text.chars().allMatch(c -> c < 0x80);
  }

  static boolean fitsSeven(long value) {
    return value >= 0 && value <= SEVEN_DIGITS;
  }

  static boolean fitsEleven(long value) {
    return value >= 0 && value <= ELEVEN_DIGITS;
  }

  HeaderBlock name(RawPath name) {
    put(0, Arrays.copyOf(name.bytes(), Math.min(name.latin1().length(), NAME_BYTES)));
    return this;
  }

  HeaderBlock link(RawPath name) {
    put(157, Arrays.copyOf(name.bytes(), Math.min(name.latin1().length(), NAME_BYTES)));
    return this;
  }

  HeaderBlock mode(int mode) {
    return octal(100, 7, mode);
  }

  HeaderBlock owner(long uid, long gid) {
    return octal(108, 7, fitsSeven(uid) ? uid : 0).octal(116, 7, fitsSeven(gid) ? gid : 0);
  }

  HeaderBlock size(long size) {
    return octal(124, 11, fitsEleven(size) ? size : 0);
  }

  HeaderBlock modified(long seconds) {
    return octal(136, 11, fitsEleven(seconds) ? seconds : 0);
  }

  HeaderBlock device(int major, int minor) {
    return octal(329, 7, major).octal(337, 7, minor);
  }

  private HeaderBlock octal(int offset, int digits, long value) {
    put(offset, String.format("%0" + digits + "o\0", value).getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  /** The block with its checksum. */
  byte[] bytes() {
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(148, String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII));
    return block;
  }

  private void put(int offset, byte[] bytes) {
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }
}
