package dev.davit.linux.asm;

import java.util.Arrays;

/** Machine code that grows, little endian, with labels that are resolved at the end. */
final class CodeBuffer {
  private byte[] bytes = new byte[8192];
  private int size;
  private int[] labels = new int[64];
  private int labelCount;
  private int[] fixups = new int[256];
  private int fixupCount;

  int size() {
    return size;
  }

  void put8(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  void put32(int value) {
    room(4);
    set32(size, value);
    size += 4;
  }

  void put64(long value) {
    put32((int) value);
    put32((int) (value >>> 32));
  }

  int get32(int at) {
    return bytes[at] & 0xff
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }

  void set32(int at, int value) {
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
  }

  /** Makes a label that is not placed yet. */
  int newLabel() {
    if (labelCount == labels.length) {
      labels = Arrays.copyOf(labels, 2 * labelCount);
    }
    labels[labelCount] = -1;
    return labelCount++;
  }

  void place(int label) {
    labels[label] = size;
  }

  /** Notes that the four bytes that come next are to be patched with the distance to a label. */
  void fixup(int label) {
    if (fixupCount + 2 > fixups.length) {
      fixups = Arrays.copyOf(fixups, 2 * fixups.length);
    }
    fixups[fixupCount++] = size;
    fixups[fixupCount++] = label;
  }

  /** Has every noted place patched, and gives the code. */
  byte[] finish(Emitter emitter) {
    for (int i = 0; i < fixupCount; i += 2) {
      int target = labels[fixups[i + 1]];
      if (target < 0) {
        throw new IllegalStateException("label " + fixups[i + 1] + ": not placed");
      }
      emitter.patch(fixups[i], target);
    }
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
  }
}
