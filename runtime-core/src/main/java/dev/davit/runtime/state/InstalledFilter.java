package dev.davit.runtime.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The system call filter of a container as it was installed, kept for processes that join it later.
 *
 * @param instructions 8 bytes each (seccomp(2))
 * @param flags SECCOMP_FILTER_FLAG_* or-ed
 */
public record InstalledFilter(byte[] instructions, int flags) {

  private static final int HEADER = 8;

  /** Copies the instructions. */
  public InstalledFilter {
    instructions = instructions.clone();
  }

  /** As it is kept in a file: the flags in 8 bytes, then the instructions. */
  byte[] toBytes() {
    return ByteBuffer.allocate(HEADER + instructions.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(flags)
        .put(instructions)
        .array();
  }

  /** Reads what {@link #toBytes} gave; empty if it was damaged. */
  static Optional<InstalledFilter> of(byte[] bytes) {
    if (bytes.length <= HEADER || bytes.length % HEADER != 0) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return Optional.of(
        new InstalledFilter(Arrays.copyOfRange(bytes, HEADER, bytes.length), (int) in.getLong()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InstalledFilter filter
        && Arrays.equals(instructions, filter.instructions)
        && flags == filter.flags;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(instructions) + flags;
  }
}
