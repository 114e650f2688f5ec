package dev.davit.linux.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds a {@link SyscallProgram} instruction by instruction. Data need not be declared: the blocks
 * are those which the instructions use.
 */
public final class ProgramBuilder {
  private final List<Instruction> instructions = new ArrayList<>(256);
  private final List<Data> data = new ArrayList<>(256);
  private final Set<Data> known = Collections.newSetFromMap(new IdentityHashMap<>(512));
  private final Set<String> labels = new HashSet<>();
  private final List<String> targets = new ArrayList<>();
  private int calls;
  private int freshLabels;
  private String entryLabel = "";
  private String failureLabel = "";
  private Slot failedCall;
  private Slot failedErrno;

  /** Makes the builder of an empty program. */
  public ProgramBuilder() {
    Data failure = Data.buffer("failure", 8);
    failedCall = failure.slot(0, Width.INT);
    failedErrno = failure.slot(4, Width.INT);
  }

  /**
   * Adds a system call.
   *
   * @return its index, which a failure gives back
   */
  public int call(Call call) {
    for (Operand argument : call.arguments()) {
      use(argument);
    }
    if (call.result().isPresent()) {
      Slot result = call.result().get();
      if (result.width() == Width.BYTE) {
        throw new IllegalArgumentException(call.syscall().kernelName() + ": result in one byte");
      }
      use(result);
    }
    target(call.onError().otherwise());
    for (Reaction reaction : call.onError().cases().values()) {
      target(reaction);
    }
    instructions.add(call);
    return calls++;
  }

  /** Gives the index that the next call will have. */
  public int nextCall() {
    return calls;
  }

  /**
   * Names this place.
   *
   * @throws IllegalArgumentException when the name is taken
   */
  public ProgramBuilder label(String name) {
    if (name.isEmpty() || !labels.add(name)) {
      throw new IllegalArgumentException("label " + name + ": empty or defined twice");
    }
    instructions.add(new Instruction.Label(name));
    return this;
  }

  /** Gives a name for a label that no other label of this builder gets by this method. */
  public String freshLabel(String stem) {
    freshLabels++;
    return stem + "." + freshLabels;
  }

  /** Goes on at a label. */
  public ProgramBuilder jump(String label) {
    targets.add(label);
    instructions.add(new Instruction.Jump(label));
    return this;
  }

  /** Goes on at a label if the numbers compare as said. */
  public ProgramBuilder jumpIf(Operand left, Condition condition, Operand right, String label) {
    use(left);
    use(right);
    targets.add(label);
    instructions.add(new Instruction.JumpIf(left, condition, right, label));
    return this;
  }

  /** Goes on at a label if the numbers compare as said. */
  public ProgramBuilder jumpIf(Operand left, Condition condition, long right, String label) {
    return jumpIf(left, condition, Operand.of(right), label);
  }

  /** Writes a number into a slot. */
  public ProgramBuilder store(Slot slot, Operand value) {
    use(slot);
    use(value);
    instructions.add(new Instruction.Store(slot, value));
    return this;
  }

  /** Writes a number into a slot. */
  public ProgramBuilder store(Slot slot, long value) {
    return store(slot, Operand.of(value));
  }

  /** Writes what two numbers give into a slot. */
  public ProgramBuilder compute(Slot slot, Operand left, Operation operation, Operand right) {
    use(slot);
    use(left);
    use(right);
    instructions.add(new Instruction.Compute(slot, left, operation, right));
    return this;
  }

  /** Sets where the program starts; without it, at the first instruction. */
  public ProgramBuilder entry(String label) {
    targets.add(label);
    entryLabel = label;
    return this;
  }

  /** Sets where the program goes on after a failed call. */
  public ProgramBuilder onFailure(String label) {
    targets.add(label);
    failureLabel = label;
    return this;
  }

  /** Sets where the program goes on after a failed call, and where its index and errno go. */
  public ProgramBuilder onFailure(String label, Slot callIndex, Slot errno) {
    if (callIndex.width() != Width.INT || errno.width() != Width.INT) {
      throw new IllegalArgumentException("failure: index and errno have four bytes each");
    }
    failedCall = callIndex;
    failedErrno = errno;
    return onFailure(label);
  }

  /** Gives where the index of a failed call is. */
  public Slot failedCall() {
    return failedCall;
  }

  /** Gives where the errno of a failed call is. */
  public Slot failedErrno() {
    return failedErrno;
  }

  /**
   * Gives the program.
   *
   * @throws IllegalStateException when a label is missing, when a call can fail and there is no
   *     failure label, or when a call after the failure label can fail itself, which would be a
   *     loop
   */
  public SyscallProgram build() {
    use(failedCall);
    use(failedErrno);
    for (String target : targets) {
      if (!labels.contains(target)) {
        throw new IllegalStateException("label " + target + ": not defined");
      }
    }
    checkFailures();
    return new SyscallProgram(
        instructions, data, entryLabel, failureLabel, failedCall, failedErrno, Map.of(), Map.of());
  }

  private void checkFailures() {
    boolean failing = false;
    for (Instruction instruction : instructions) {
      if (instruction instanceof Instruction.Label label) {
        failing = failing || label.name().equals(failureLabel);
      } else if (instruction instanceof Instruction.Jump) {
        failing = false;
      } else if (instruction instanceof Call call) {
        checkFailure(call, failing);
        failing = failing && call.syscall().returns();
      }
    }
  }

  private void checkFailure(Call call, boolean failing) {
    if (call.onError().canFail() && call.syscall().returns()) {
      if (failureLabel.isEmpty()) {
        throw new IllegalStateException(
            call.print() + ": can fail, but the program has no failure label");
      }
      if (failing) {
        throw new IllegalStateException(call.print() + ": can fail after the failure label");
      }
    }
  }

  private void target(Reaction reaction) {
    if (reaction instanceof Reaction.Branch branch) {
      targets.add(branch.label());
    }
  }

  private void use(Operand operand) {
    if (operand instanceof Operand.Address address) {
      use(address.data());
    } else if (operand instanceof Slot slot) {
      use(slot.data());
    }
  }

  private void use(Data block) {
    if (known.add(block)) {
      data.add(block);
      for (Field field : block.fields()) {
        use(field.operand());
      }
    }
  }
}
