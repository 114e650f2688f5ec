package dev.davit.linux.asm;

import dev.davit.linux.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes a static ELF executable with a fixed base: a text segment that is read and executed, a
 * data segment that is read and written, a stack that is not executed, and no sections; see elf(5).
 *
 * <p>In the file, data come before text, so that all addresses of data are known before the first
 * byte of code is made; in memory, text comes first.
 */
final class ElfWriter {
  private static final int HEADER_BYTES = 64;
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int PROGRAM_HEADERS = 3;

  /** Where in the file the data are. */
  static final int DATA_OFFSET = HEADER_BYTES + PROGRAM_HEADERS * PROGRAM_HEADER_BYTES;

  /** The address at which text would lie if it were at the start of the file. */
  private static final int TEXT_BASE = 0x400000;

  /** The address at which data would lie if they were at the start of the file. */
  private static final int DATA_BASE = 0x1000000;

  /** Where in memory the data are. */
  static final int DATA_ADDRESS = DATA_BASE + DATA_OFFSET;

  /** The largest page of both architectures: aarch64 kernels may have pages of 64 KiB. */
  private static final int PAGE_BYTES = 0x10000;

  private static final short ET_EXEC = 2;
  private static final int PT_LOAD = 1;
  private static final int PT_GNU_STACK = 0x6474e551;
  private static final int PF_X = 1;
  private static final int PF_W = 2;
  private static final int PF_R = 4;

  private ElfWriter() {}

  /** Gives where in the file the text is. */
  static int textOffset(DataLayout data) {
    return DATA_OFFSET + data.fileBytes() + 15 & -16;
  }

  /** Gives the address of the text, which is congruent to its place in the file, modulo pages. */
  static int textAddress(DataLayout data) {
    return TEXT_BASE + textOffset(data) % PAGE_BYTES;
  }

  /** Gives the file. */
  static byte[] write(Architecture architecture, DataLayout data, byte[] text) {
    int textOffset = textOffset(data);
    int textAddress = textAddress(data);
    if (textAddress + text.length > DATA_BASE - PAGE_BYTES) {
      throw new IllegalArgumentException("program: " + text.length + " bytes of code");
    }
    byte[] file = new byte[textOffset + text.length];
    ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    header(out, architecture, textAddress);
    segment(out, PF_R | PF_X, textOffset, textAddress, text.length, text.length);
    segment(out, PF_R | PF_W, DATA_OFFSET, DATA_ADDRESS, data.fileBytes(), data.memoryBytes());
    programHeader(out, PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 16);
    data.copyTo(file, DATA_OFFSET);
    System.arraycopy(text, 0, file, textOffset, text.length);
    return file;
  }

  private static void header(ByteBuffer out, Architecture architecture, long entry) {
    // ELFCLASS64, ELFDATA2LSB, EV_CURRENT, ELFOSABI_SYSV
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    out.putShort(ET_EXEC).putShort((short) architecture.elfMachine()).putInt(1);
    out.putLong(entry).putLong(HEADER_BYTES).putLong(0).putInt(0);
    out.putShort((short) HEADER_BYTES);
    out.putShort((short) PROGRAM_HEADER_BYTES).putShort((short) PROGRAM_HEADERS);
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
  }

  private static void segment(
      ByteBuffer out, int flags, long offset, long address, long fileBytes, long memoryBytes) {
    programHeader(out, PT_LOAD, flags, offset, address, fileBytes, memoryBytes, PAGE_BYTES);
  }

  private static void programHeader(
      ByteBuffer out,
      int type,
      int flags,
      long offset,
      long address,
      long fileBytes,
      long memoryBytes,
      long alignment) {
    out.putInt(type).putInt(flags).putLong(offset).putLong(address).putLong(address);
    out.putLong(fileBytes).putLong(memoryBytes).putLong(alignment);
  }
}
