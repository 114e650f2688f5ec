package dev.davit.linux.program;

import java.util.Map;
import java.util.Objects;

/** An instruction of a program. Nothing but data lives from one instruction to the next. */
public sealed interface Instruction
    permits Call,
        Instruction.Label,
        Instruction.Jump,
        Instruction.JumpIf,
        Instruction.Store,
        Instruction.Compute {

  /** Writes a line: a call as strace does, anything else as C does. */
  void print(StringBuilder out, Map<String, Integer> descriptors);

  /** A place to jump to. */
  record Label(String name) implements Instruction {
    @Override
    public void print(StringBuilder out, Map<String, Integer> descriptors) {
      out.append(name).append(':');
    }
  }

  /** Goes on at a label. */
  record Jump(String label) implements Instruction {
    @Override
    public void print(StringBuilder out, Map<String, Integer> descriptors) {
      out.append("goto ").append(label);
    }
  }

  /** Goes on at a label if two numbers compare as said. */
  record JumpIf(Operand left, Condition condition, Operand right, String label)
      implements Instruction {
    public JumpIf {
      Objects.requireNonNull(condition, "condition");
    }

    @Override
    public void print(StringBuilder out, Map<String, Integer> descriptors) {
      left.print(out.append("if ("), descriptors);
      right.print(out.append(' ').append(condition.sign()).append(' '), descriptors);
      out.append(") goto ").append(label);
    }
  }

  /** Writes a number into a slot. */
  record Store(Slot slot, Operand value) implements Instruction {
    @Override
    public void print(StringBuilder out, Map<String, Integer> descriptors) {
      slot.print(out, descriptors);
      value.print(out.append(" = "), descriptors);
    }
  }

  /** Writes what two numbers give into a slot. */
  record Compute(Slot slot, Operand left, Operation operation, Operand right)
      implements Instruction {
    @Override
    public void print(StringBuilder out, Map<String, Integer> descriptors) {
      slot.print(out, descriptors);
      left.print(out.append(" = "), descriptors);
      right.print(out.append(' ').append(operation.sign()).append(' '), descriptors);
    }
  }
}
