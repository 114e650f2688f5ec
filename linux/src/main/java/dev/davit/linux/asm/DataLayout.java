package dev.davit.linux.asm;

import dev.davit.linux.program.Data;
import dev.davit.linux.program.Field;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.SyscallProgram;
import java.util.IdentityHashMap;
import java.util.Map;

/** Gives every block of data its address, and makes the image of the data section. */
final class DataLayout {
  /** What the data section may have, so that its addresses stay below 2 GiB. */
  private static final int MAX_BYTES = 1 << 30;

  private final SyscallProgram program;
  private final int base;
  private final Map<Data, Integer> offsets;
  private final int fileBytes;
  private final int memoryBytes;

  /**
   * Lays out the data of a program.
   *
   * @param base the address of the section's first byte
   */
  DataLayout(SyscallProgram program, int base) {
    this.program = program;
    this.base = base;
    this.offsets = new IdentityHashMap<>(2 * program.data().size());
    // What is zero at start comes last: the kernel makes it, the file does not hold it.
    this.fileBytes = place(0, false);
    this.memoryBytes = place(fileBytes, true);
  }

  private int place(int from, boolean zeroed) {
    long at = from;
    for (Data block : program.data()) {
      if (block.zeroed() == zeroed) {
        int alignment = block.alignment();
        at = at + alignment - 1 & -alignment;
        offsets.put(block, (int) at);
        at += block.size();
        if (at > MAX_BYTES) {
          throw new IllegalArgumentException("program: more than " + MAX_BYTES + " bytes of data");
        }
      }
    }
    return (int) at;
  }

  int fileBytes() {
    return fileBytes;
  }

  int memoryBytes() {
    return memoryBytes;
  }

  int address(Data block, int offset) {
    return base + offsets.get(block) + offset;
  }

  /**
   * Gives the value of an operand that is no slot.
   *
   * @throws IllegalStateException when it is a descriptor that is not bound
   */
  long value(Operand operand) {
    if (operand instanceof Operand.Immediate immediate) {
      return immediate.value();
    }
    if (operand instanceof Operand.Address address) {
      return address(address.data(), address.offset());
    }
    Operand.Fd fd = (Operand.Fd) operand;
    Integer number = program.descriptors().get(fd.name());
    if (number == null) {
      throw new IllegalStateException("descriptor " + fd.name() + ": not bound to a number");
    }
    return number;
  }

  /** Writes the section's content at start into a file image. */
  void copyTo(byte[] file, int at) {
    for (Data block : program.data()) {
      if (!block.zeroed()) {
        int offset = at + offsets.get(block);
        block.copyTo(file, offset);
        for (Field field : block.fields()) {
          long value = value(field.operand());
          for (int i = 0; i < field.bytes(); i++) {
            file[offset + field.offset() + i] = (byte) (value >>> 8 * i);
          }
        }
      }
    }
  }
}
