package dev.davit.linux.program;

/** How many bytes of data a {@link Slot} has, and how a loaded value is widened to 64 bits. */
public enum Width {
  /** One byte, without sign. */
  BYTE(1),
  /** Four bytes, with sign: a C {@code int}, as descriptors and process ids are. */
  INT(4),
  /** Eight bytes. */
  LONG(8);

  private final int bytes;

  Width(int bytes) {
    this.bytes = bytes;
  }

  /** Gives the size in bytes. */
  public int bytes() {
    return bytes;
  }
}
