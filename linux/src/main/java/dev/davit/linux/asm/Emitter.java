package dev.davit.linux.asm;

import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Operation;
import dev.davit.linux.program.Width;

/**
 * The few things that machine code has to do, for one architecture.
 *
 * <p>Registers are named by what they are for: 0 to 5 hold the arguments of a system call. {@link
 * #RESULT} holds its result, {@link #SCRATCH} is for anything else. They may overlap, except {@link
 * #RESULT} and {@link #SCRATCH}; {@link #emitCall} loads the call's number itself.
 */
abstract class Emitter {
  /** Where the kernel leaves the result of a system call. */
  static final int RESULT = 6;

  /** For a second operand. */
  static final int SCRATCH = 7;

  final CodeBuffer code = new CodeBuffer();

  /** Loads a number. */
  abstract void load(int register, long value);

  /** Loads from memory; the number is widened as its width says. */
  abstract void loadFrom(int register, int address, Width width);

  /** Stores the low bytes of a register into memory; all registers stay. */
  abstract void storeTo(int register, int address, Width width);

  /** Makes a system call; its arguments are loaded. */
  abstract void emitCall(int number);

  /** Jumps. */
  abstract void jump(int label);

  /** Compares {@link #RESULT} with {@link #SCRATCH}, signed, and jumps if it is so. */
  abstract void jumpIf(Condition condition, int label);

  /** Jumps if {@link #RESULT} is an error: -4095 to -1. */
  abstract void jumpIfError(int label);

  /** Jumps if {@link #RESULT} is minus this errno. */
  abstract void jumpIfErrno(int errno, int label);

  /** Changes the sign of {@link #RESULT}. */
  abstract void negateResult();

  /** Sets {@link #RESULT} to what the operation gives for it and {@link #SCRATCH}. */
  abstract void compute(Operation operation);

  /** Ends the process by a signal: at places which are never reached. */
  abstract void trap();

  /** Writes the distance to its target into the instruction at a place. */
  abstract void patch(int at, int target);

  /** Resolves the labels and gives the code. */
  final byte[] finish() {
    return code.finish(this);
  }
}
