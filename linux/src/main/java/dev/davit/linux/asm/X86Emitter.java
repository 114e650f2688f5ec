package dev.davit.linux.asm;

import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Operation;
import dev.davit.linux.program.Width;

/**
 * Machine code for x86-64: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2;
 * the system call convention is that of syscall(2).
 *
 * <p>All addresses are below 2 GiB, so that they fit the sign-extended 32-bit displacement.
 */
final class X86Emitter extends Emitter {
  private static final int RAX = 0;
  private static final int RCX = 1;

  /** rdi, rsi, rdx, r10, r8, r9 for arguments; rax and rcx (which system calls destroy). */
  private static final int[] REGISTERS = {7, 6, 2, 10, 8, 9, RAX, RCX};

  private static final int REX = 0x40;
  private static final int REX_W = 0x48;
  private static final int REX_R = 0x04;
  private static final int REX_B = 0x01;

  @Override
  void load(int register, long value) {
    int r = REGISTERS[register];
    if (value == 0) {
      zero(r);
    } else if (value >>> 32 == 0) {
      // mov r32, imm32 clears the upper half
      if (r >= 8) {
        code.put8(REX | REX_B);
      }
      code.put8(0xB8 | r & 7);
      code.put32((int) value);
    } else if (value == (int) value) {
      // mov r64, imm32 with sign
      code.put8(REX_W | (r >= 8 ? REX_B : 0));
      code.put8(0xC7);
      code.put8(0xC0 | r & 7);
      code.put32((int) value);
    } else {
      // movabs r64, imm64
      code.put8(REX_W | (r >= 8 ? REX_B : 0));
      code.put8(0xB8 | r & 7);
      code.put64(value);
    }
  }

  private void zero(int r) {
    // xor r32, r32
    if (r >= 8) {
      code.put8(REX | REX_R | REX_B);
    }
    code.put8(0x31);
    code.put8(0xC0 | (r & 7) << 3 | r & 7);
  }

  @Override
  void loadFrom(int register, int address, Width width) {
    int r = REGISTERS[register];
    int rexR = r >= 8 ? REX_R : 0;
    switch (width) {
      case BYTE -> {
        // movzx r32, byte [address]
        if (rexR != 0) {
          code.put8(REX | rexR);
        }
        code.put8(0x0F);
        code.put8(0xB6);
      }
      case INT -> {
        // movsxd r64, dword [address]
        code.put8(REX_W | rexR);
        code.put8(0x63);
      }
      case LONG -> {
        // mov r64, [address]
        code.put8(REX_W | rexR);
        code.put8(0x8B);
      }
    }
    absolute(r, address);
  }

  @Override
  void storeTo(int register, int address, Width width) {
    int r = REGISTERS[register];
    int rexR = r >= 8 ? REX_R : 0;
    switch (width) {
      case BYTE -> {
        // mov [address], r8; the prefix makes sil and dil of what else were dh and bh
        code.put8(REX | rexR);
        code.put8(0x88);
      }
      case INT -> {
        if (rexR != 0) {
          code.put8(REX | rexR);
        }
        code.put8(0x89);
      }
      case LONG -> {
        code.put8(REX_W | rexR);
        code.put8(0x89);
      }
    }
    absolute(r, address);
  }

  /** ModR/M with a SIB byte that has neither base nor index: [disp32], not relative to rip. */
  private void absolute(int r, int address) {
    code.put8((r & 7) << 3 | 4);
    code.put8(0x25);
    code.put32(address);
  }

  @Override
  void emitCall(int number) {
    load(RESULT, number);
    // syscall
    code.put8(0x0F);
    code.put8(0x05);
  }

  @Override
  void jump(int label) {
    code.put8(0xE9);
    distance(label);
  }

  @Override
  void jumpIf(Condition condition, int label) {
    // cmp rax, rcx
    code.put8(REX_W);
    code.put8(0x39);
    code.put8(0xC0 | RCX << 3 | RAX);
    jcc(
        switch (condition) {
          case EQ -> 0x84;
          case NE -> 0x85;
          case LT -> 0x8C;
          case LE -> 0x8E;
          case GT -> 0x8F;
          case GE -> 0x8D;
        },
        label);
  }

  @Override
  void jumpIfError(int label) {
    compareResult(-4095);
    // jae, without sign
    jcc(0x83, label);
  }

  @Override
  void jumpIfErrno(int errno, int label) {
    compareResult(-errno);
    jcc(0x84, label);
  }

  private void compareResult(int value) {
    // cmp rax, imm32 with sign
    code.put8(REX_W);
    code.put8(0x3D);
    code.put32(value);
  }

  private void jcc(int opcode, int label) {
    code.put8(0x0F);
    code.put8(opcode);
    distance(label);
  }

  private void distance(int label) {
    code.fixup(label);
    code.put32(0);
  }

  @Override
  void negateResult() {
    // neg rax
    code.put8(REX_W);
    code.put8(0xF7);
    code.put8(0xD8);
  }

  @Override
  void compute(Operation operation) {
    // op rax, rcx
    code.put8(REX_W);
    code.put8(
        switch (operation) {
          case ADD -> 0x01;
          case OR -> 0x09;
          case AND -> 0x21;
          case SUBTRACT -> 0x29;
        });
    code.put8(0xC0 | RCX << 3 | RAX);
  }

  @Override
  void trap() {
    // ud2
    code.put8(0x0F);
    code.put8(0x0B);
  }

  @Override
  void patch(int at, int target) {
    // The distance counts from the end of its own four bytes, which end the instruction.
    code.set32(at, target - (at + 4));
  }
}
