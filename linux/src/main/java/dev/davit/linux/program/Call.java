package dev.davit.linux.program;

import dev.davit.linux.Errno;
import dev.davit.linux.Syscall;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A system call.
 *
 * @param arguments at most six
 * @param printed how many of the arguments strace prints: prctl(2) has unused ones
 * @param result where the result goes, of an error too (then it is minus errno)
 */
public record Call(
    Syscall syscall, List<Operand> arguments, int printed, Optional<Slot> result, OnError onError)
    implements Instruction {

  public Call {
    Objects.requireNonNull(syscall, "syscall");
    Objects.requireNonNull(onError, "onError");
    arguments = List.copyOf(arguments);
    if (arguments.size() > 6 || printed < 0 || printed > arguments.size()) {
      throw new IllegalArgumentException(
          syscall.kernelName() + ": " + arguments.size() + " arguments, " + printed + " printed");
    }
  }

  /** Makes a call that prints all its arguments, drops its result and fails at every error. */
  public static Call of(Syscall syscall, Operand... arguments) {
    return new Call(syscall, List.of(arguments), arguments.length, Optional.empty(), OnError.FAIL);
  }

  /** Prints only the first arguments. */
  public Call printing(int count) {
    return new Call(syscall, arguments, count, result, onError);
  }

  /** Keeps the result in a slot. */
  public Call into(Slot slot) {
    return new Call(syscall, arguments, printed, Optional.of(slot), onError);
  }

  /** Sets what happens at errors. */
  public Call onError(OnError reaction) {
    return new Call(syscall, arguments, printed, result, reaction);
  }

  /** Jumps to a label at this error, besides what is set already. */
  public Call onError(Errno errno, String label) {
    return onError(onError.andBranch(errno, label));
  }

  /** Jumps to a label at every error that nothing else is set for. */
  public Call onAnyError(String label) {
    return onError(onError.otherwiseBranch(label));
  }

  /** Passes these errors over, besides what is set already. */
  public Call ignoring(Errno... errnos) {
    return onError(onError.andIgnore(errnos));
  }

  /** Passes all errors over. */
  public Call ignoringErrors() {
    return onError(OnError.IGNORE);
  }

  /** Writes the call as strace(1) does, without its result. */
  @Override
  public void print(StringBuilder out, Map<String, Integer> descriptors) {
    out.append(syscall.kernelName()).append('(');
    for (int i = 0; i < printed; i++) {
      if (i > 0) {
        out.append(", ");
      }
      arguments.get(i).print(out, descriptors);
    }
    out.append(')');
  }

  /** Gives the call as strace(1) prints it; descriptors without a number by name. */
  public String print() {
    StringBuilder out = new StringBuilder();
    print(out, Map.of());
    return out.toString();
  }
}
