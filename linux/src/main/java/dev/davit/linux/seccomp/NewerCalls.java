package dev.davit.linux.seccomp;

import dev.davit.linux.Architecture;
import dev.davit.linux.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What is put before a filter so that calls which its writer did not know fail with ENOSYS. */
public final class NewerCalls {

  // linux/bpf_common.h
  private static final int LOAD_WORD = 0x20;
  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_GREATER = 0x25;
  private static final int JUMP_IF_NOT_BELOW = 0x35;
  private static final int RETURN = 0x06;

  // struct seccomp_data, linux/seccomp.h
  private static final int NUMBER_AT = 0;
  private static final int ARCHITECTURE_AT = 4;

  /** From here on numbers are of x32 (__X32_SYSCALL_BIT, asm/unistd.h). */
  private static final int X32 = 0x40000000;

  private NewerCalls() {}

  /**
   * The filter with it.
   *
   * @param instructions of 8 bytes each
   * @param largest the highest number of a call that its rules name
   */
  public static byte[] missingIn(byte[] instructions, Architecture architecture, int largest) {
    ByteBuffer all =
        ByteBuffer.allocate(6 * 8 + instructions.length).order(ByteOrder.nativeOrder());
    add(all, LOAD_WORD, 0, 0, ARCHITECTURE_AT);
    add(all, JUMP_IF_EQUAL, 0, 4, (int) architecture.auditArch());
    add(all, LOAD_WORD, 0, 0, NUMBER_AT);
    add(all, JUMP_IF_NOT_BELOW, 2, 0, X32);
    add(all, JUMP_IF_GREATER, 0, 1, largest);
    add(all, RETURN, 0, 0, SeccompAction.errno(Errno.ENOSYS.number()).value());
    return all.put(instructions).array();
  }

  private static void add(ByteBuffer to, int code, int jumpTrue, int jumpFalse, int operand) {
    to.putShort((short) code).put((byte) jumpTrue).put((byte) jumpFalse).putInt(operand);
  }
}
