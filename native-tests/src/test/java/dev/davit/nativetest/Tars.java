package dev.davit.nativetest;

import java.util.Arrays;

/** Puts tar archives together. */
final class Tars {
  private Tars() {}

  /** One archive with the entries of both: the zero blocks at the end of the first are cut off. */
  static byte[] join(byte[] first, byte[] second) {
    int end = first.length;
    while (end >= 512 && isZero(first, end - 512)) {
      end -= 512;
    }
    byte[] whole = Arrays.copyOf(first, end + second.length);
    System.arraycopy(second, 0, whole, end, second.length);
    return whole;
  }

  private static boolean isZero(byte[] bytes, int from) {
    for (int i = from; i < from + 512; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
