package dev.davit.linux.program;

import dev.davit.linux.Errno;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program of system calls, ready to be compiled. Made by {@link ProgramBuilder}.
 *
 * <p>The calls are numbered from zero in the order of the listing. A call that fails leaves its
 * number in {@code failedCall} and its errno in {@code failedErrno}, and the program goes on at
 * {@code failureLabel}.
 *
 * @param data all blocks that the instructions use, each once
 * @param entryLabel where it starts; empty for the first instruction
 * @param failureLabel where it goes on after a failure
 * @param failedCall the index of the failed call, 4 bytes
 * @param failedErrno its errno, 4 bytes
 * @param descriptors the numbers of those descriptors that are bound
 * @param faults the calls that are not made but fail with an errno, by their index
 */
public record SyscallProgram(
    List<Instruction> instructions,
    List<Data> data,
    String entryLabel,
    String failureLabel,
    Slot failedCall,
    Slot failedErrno,
    Map<String, Integer> descriptors,
    Map<Integer, Errno> faults) {

  public SyscallProgram {
    instructions = List.copyOf(instructions);
    data = List.copyOf(data);
    descriptors = Map.copyOf(descriptors);
    faults = Map.copyOf(faults);
  }

  /** Gives numbers to descriptors, in addition to those bound before. */
  public SyscallProgram bind(Map<String, Integer> numbers) {
    Map<String, Integer> all = new HashMap<>(descriptors);
    all.putAll(numbers);
    return new SyscallProgram(
        instructions, data, entryLabel, failureLabel, failedCall, failedErrno, all, faults);
  }

  /**
   * Gives the same program in which one call is not made and fails with an errno: fault injection.
   *
   * @throws IndexOutOfBoundsException when there is no such call
   * @throws IllegalArgumentException when the call is one that cannot fail: exit(2)
   */
  public SyscallProgram withFault(int callIndex, Errno errno) {
    if (!call(callIndex).syscall().returns()) {
      throw new IllegalArgumentException(call(callIndex).print() + ": cannot fail");
    }
    Map<Integer, Errno> all = new HashMap<>(faults);
    all.put(callIndex, errno);
    return new SyscallProgram(
        instructions, data, entryLabel, failureLabel, failedCall, failedErrno, descriptors, all);
  }

  /** Gives the calls; their position is their index. */
  public List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    for (Instruction instruction : instructions) {
      if (instruction instanceof Call call) {
        calls.add(call);
      }
    }
    return calls;
  }

  /**
   * Gives the call with an index.
   *
   * @throws IndexOutOfBoundsException when there is no such call
   */
  public Call call(int callIndex) {
    return calls().get(callIndex);
  }

  /** Gives a call as strace(1) prints it, with the bound descriptors' numbers. */
  public String printCall(int callIndex) {
    StringBuilder out = new StringBuilder();
    call(callIndex).print(out, descriptors);
    return out.toString();
  }

  /**
   * Gives the listing: a line per instruction, calls as strace(1) prints them, everything but
   * labels indented by two spaces.
   */
  public String print() {
    StringBuilder out = new StringBuilder();
    for (Instruction instruction : instructions) {
      if (!(instruction instanceof Instruction.Label)) {
        out.append("  ");
      }
      instruction.print(out, descriptors);
      if (instruction instanceof Call call && call.result().isPresent()) {
        call.result().get().print(out.append(" = "), descriptors);
      }
      out.append('\n');
    }
    return out.toString();
  }
}
