package dev.davit.runtime.plan;

import dev.davit.linux.Syscall;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.SyscallProgram;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The program of a plan, the descriptors that it is given, and which call belongs to which step.
 */
public final class PlannedProgram {

  private static final int FIRST_DESCRIPTOR = 3;

  private final List<String> descriptors;
  private final List<Lowering.Span> spans;
  private final SyscallProgram program;

  /** Ends a lowering. */
  PlannedProgram(List<String> descriptors, Lowering lowering, String failureLabel) {
    this.descriptors = List.copyOf(descriptors);
    this.program = lowering.build(failureLabel);
    this.spans = lowering.spans();
  }

  /** The names of the descriptors that the program is given, by number from 3 on. */
  public List<String> descriptors() {
    return descriptors;
  }

  /** The program, with its descriptors by number. */
  public SyscallProgram bound() {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < descriptors.size(); i++) {
      numbers.put(descriptors.get(i), FIRST_DESCRIPTOR + i);
    }
    return program.bind(numbers);
  }

  /** A call of the program. */
  public Call call(int callIndex) {
    return program.call(callIndex);
  }

  /** The title of the step that a call of the program belongs to. */
  public String stepOf(int callIndex) {
    String title = "";
    for (Lowering.Span span : spans) {
      if (span.first() <= callIndex) {
        title = span.title();
      }
    }
    return title;
  }

  /** A call of the program in strace notation, with its descriptors by name. */
  public String callText(int callIndex) {
    return program.printCall(callIndex);
  }

  /**
   * The calls that init makes in any case under its own system call filter, up to the one that
   * executes its program; none if it has no filter.
   */
  List<Call> filteredCalls() {
    List<Call> filtered = new ArrayList<>();
    boolean under = false;
    for (Lowering.Span span : spans) {
      for (int k = 0; k < span.conditional().size(); k++) {
        Call call = program.call(span.first() + k);
        // where it ends, it has been told to
        if (under && !span.conditional().get(k) && call.syscall() != Syscall.EXIT_GROUP) {
          filtered.add(call);
          if (call.syscall() == Syscall.EXECVE) {
            return filtered;
          }
        }
        under |= call.syscall() == Syscall.SECCOMP;
      }
    }
    return List.of();
  }

  /** The steps as comment lines, each with its system calls in strace notation. */
  void print(StringBuilder out) {
    List<Call> calls = program.calls();
    for (Lowering.Span span : spans) {
      out.append("# ").append(span.title()).append('\n');
      for (int k = 0; k < span.conditional().size(); k++) {
        line(out, calls.get(span.first() + k), span.conditional().get(k));
      }
    }
  }

  /** One call on a line of its own. */
  static void line(StringBuilder out, Call call, boolean conditional) {
    out.append(conditional ? "    " : "");
    call.print(out, Map.of());
    call.result().ifPresent(slot -> slot.print(out.append(" = "), Map.of()));
    out.append('\n');
  }
}
