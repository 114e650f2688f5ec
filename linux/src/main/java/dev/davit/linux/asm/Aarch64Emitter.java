package dev.davit.linux.asm;

import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Operation;
import dev.davit.linux.program.Width;

/**
 * Machine code for aarch64: Arm Architecture Reference Manual for A-profile, C6; the system call
 * convention is that of syscall(2).
 */
final class Aarch64Emitter extends Emitter {
  /** x0 to x5 for arguments; the result is in x0 too; x9 is free. */
  private static final int[] REGISTERS = {0, 1, 2, 3, 4, 5, 0, 9};

  /** Holds the number of the system call. */
  private static final int X8 = 8;

  /** Holds the address of a load or a store. */
  private static final int X10 = 10;

  private static final int BRANCH = 0x14000000;
  private static final int BRANCH_IF = 0x54000000;

  @Override
  void load(int register, long value) {
    move(REGISTERS[register], value);
  }

  /** Builds a number from its 16-bit parts; those which the first instruction set are skipped. */
  private void move(int r, long value) {
    boolean negative = value < 0;
    long rest = negative ? 0xFFFF : 0;
    boolean first = true;
    for (int part = 0; part < 4; part++) {
      int bits = (int) (value >>> 16 * part) & 0xFFFF;
      if (bits == rest) {
        continue;
      }
      if (first && negative) {
        // movn: all other bits become one
        code.put32(0x92800000 | part << 21 | (~bits & 0xFFFF) << 5 | r);
      } else if (first) {
        // movz: all other bits become zero
        code.put32(0xD2800000 | part << 21 | bits << 5 | r);
      } else {
        // movk: all other bits stay
        code.put32(0xF2800000 | part << 21 | bits << 5 | r);
      }
      first = false;
    }
    if (first) {
      // 0 or -1, of which no part differs from the rest
      code.put32((negative ? 0x92800000 : 0xD2800000) | r);
    }
  }

  @Override
  void loadFrom(int register, int address, Width width) {
    move(X10, address);
    int opcode =
        switch (width) {
          case BYTE -> 0x39400000; // ldrb w, [x]
          case INT -> 0xB9800000; // ldrsw x, [x]
          case LONG -> 0xF9400000; // ldr x, [x]
        };
    code.put32(opcode | X10 << 5 | REGISTERS[register]);
  }

  @Override
  void storeTo(int register, int address, Width width) {
    move(X10, address);
    int opcode =
        switch (width) {
          case BYTE -> 0x39000000; // strb w, [x]
          case INT -> 0xB9000000; // str w, [x]
          case LONG -> 0xF9000000; // str x, [x]
        };
    code.put32(opcode | X10 << 5 | REGISTERS[register]);
  }

  @Override
  void emitCall(int number) {
    move(X8, number);
    // svc #0
    code.put32(0xD4000001);
  }

  @Override
  void jump(int label) {
    code.fixup(label);
    code.put32(BRANCH);
  }

  @Override
  void jumpIf(Condition condition, int label) {
    // cmp x0, x9
    code.put32(0xEB00001F | REGISTERS[SCRATCH] << 16 | REGISTERS[RESULT] << 5);
    branch(
        switch (condition) {
          case EQ -> 0;
          case NE -> 1;
          case GE -> 10;
          case LT -> 11;
          case GT -> 12;
          case LE -> 13;
        },
        label);
  }

  @Override
  void jumpIfError(int label) {
    compareResultNegative(4095);
    // hs: the sum had a carry, so x0 is -4095 to -1
    branch(2, label);
  }

  @Override
  void jumpIfErrno(int errno, int label) {
    compareResultNegative(errno);
    branch(0, label);
  }

  private void compareResultNegative(int value) {
    // cmn x0, #value: the flags of x0 + value
    code.put32(0xB100001F | value << 10 | REGISTERS[RESULT] << 5);
  }

  private void branch(int condition, int label) {
    code.fixup(label);
    code.put32(BRANCH_IF | condition);
  }

  @Override
  void negateResult() {
    // neg x0, x0
    code.put32(0xCB0003E0 | REGISTERS[RESULT] << 16 | REGISTERS[RESULT]);
  }

  @Override
  void compute(Operation operation) {
    int opcode =
        switch (operation) {
          case ADD -> 0x8B000000;
          case SUBTRACT -> 0xCB000000;
          case AND -> 0x8A000000;
          case OR -> 0xAA000000;
        };
    int x0 = REGISTERS[RESULT];
    code.put32(opcode | REGISTERS[SCRATCH] << 16 | x0 << 5 | x0);
  }

  @Override
  void trap() {
    // udf #0
    code.put32(0);
  }

  @Override
  void patch(int at, int target) {
    int instructions = (target - at) / 4;
    int opcode = code.get32(at);
    if (opcode == BRANCH) {
      code.set32(at, opcode | instructions & 0x3FFFFFF);
    } else {
      if (instructions < -(1 << 18) || instructions >= 1 << 18) {
        throw new IllegalArgumentException("program: a branch is longer than 1 MiB");
      }
      code.set32(at, opcode | (instructions & 0x7FFFF) << 5);
    }
  }
}
