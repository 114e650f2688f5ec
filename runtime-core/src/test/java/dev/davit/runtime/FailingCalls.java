package dev.davit.runtime;

import dev.davit.linux.Errno;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.Instruction;
import dev.davit.linux.program.Reaction;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.runtime.launch.ProgramChange;
import dev.davit.runtime.state.StateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Lets each call of each program that an operation starts fail once, and collects what is wrong
 * with how that went.
 *
 * <p>By default every second of those that are new: that no operation has had before. All are with
 * {@code -Ddavit.faults.all=true}.
 */
final class FailingCalls {

  private static final Set<String> KNOWN = new HashSet<>();

  /** What no program of ours expects anywhere. */
  static final Errno ERRNO = Errno.EIO;

  private static final boolean ALL = Boolean.getBoolean("davit.faults.all");

  /** Names of files and containers, and numbers, differ from run to run. */
  private static final Pattern OWN = Pattern.compile("davit-test-\\d+(-\\d+)?|\\d+");

  /**
   * What can only be seen by its consequence: init ends when it has said its last word to whoever
   * creates it and heard nothing yet from whoever starts it; the parent of a hook cannot wait for
   * it.
   */
  private static final Pattern UNNAMED =
      Pattern.compile(
          "its init (has ended|ended before all was made)|hook failed with exit code 1$|it is stopped");

  /** Where the other of two processes goes on. */
  private static final Set<String> PROCESSES = Set.of("init", "failure");

  /** Something that starts programs. */
  @FunctionalInterface
  interface Operation {
    void run() throws Exception;
  }

  private final List<String> wrong = new ArrayList<>();
  private int failed;
  private int seen;
  private int spawned;
  private SyscallProgram chosen;

  /** What is wrong: the call, and what happened. */
  List<String> wrong() {
    return wrong;
  }

  /** How many calls were failed. */
  int failed() {
    return failed;
  }

  /**
   * Fails the calls of an operation.
   *
   * @param after what is done after each time: it removes what the operation made, and throws an
   *     AssertionError if more is left
   */
  void in(String name, Operation operation, Operation after) throws Exception {
    List<SyscallProgram> programs = new ArrayList<>();
    with(
        program -> {
          programs.add(program);
          return program;
        },
        operation);
    after.run();
    for (int i = 0; i < programs.size(); i++) {
      List<Call> calls = programs.get(i).calls();
      for (int k = 0; k < calls.size(); k++) {
        String text = textOf(calls.get(k));
        boolean unknown = KNOWN.add(text);
        boolean sample = unknown && seen++ % 2 == 0;
        if (calls.get(k).syscall().returns() && (ALL || sample)) {
          failed++;
          String problem = fail(i, k, operation);
          try {
            after.run();
          } catch (AssertionError | Exception e) {
            problem += " left: " + e.getMessage();
          }
          if (!problem.isEmpty()) {
            wrong.add(name + ", program " + i + ", call " + k + " " + text + ": " + problem);
          }
        }
      }
    }
  }

  /** Takes the calls of an operation for known, without failing them. */
  void knows(Operation operation) throws Exception {
    with(
        program -> {
          program.calls().forEach(call -> KNOWN.add(textOf(call)));
          return program;
        },
        operation);
  }

  private static String textOf(Call call) {
    return OWN.matcher(call.print()).replaceAll("#");
  }

  /** Calls that are only made if an earlier one found something missing, or failed. */
  private static Set<Integer> conditional(SyscallProgram program) {
    Map<String, Integer> labels = new HashMap<>();
    int calls = 0;
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Instruction.Label label) {
        labels.put(label.name(), calls);
      }
      calls += instruction instanceof Call ? 1 : 0;
    }
    Set<Integer> skipped = new HashSet<>();
    int next = 0;
    for (Instruction instruction : program.instructions()) {
      next += instruction instanceof Call ? 1 : 0;
      if (instruction instanceof Call call && !call.syscall().returns()) {
        skipped.add(next - 2); // it only waits there until it may end
      }
      for (String label : targets(instruction)) {
        if (!PROCESSES.contains(label)) {
          IntStream.range(next, labels.get(label)).forEach(skipped::add);
        }
      }
    }
    IntStream.range(labels.get(program.failureLabel()), calls).forEach(skipped::add);
    return skipped;
  }

  private static List<String> targets(Instruction instruction) {
    List<String> labels = new ArrayList<>();
    if (instruction instanceof Instruction.Jump jump) {
      labels.add(jump.label());
    } else if (instruction instanceof Instruction.JumpIf jump) {
      labels.add(jump.label());
    } else if (instruction instanceof Call call) {
      List<Reaction> reactions = new ArrayList<>(call.onError().cases().values());
      reactions.add(call.onError().otherwise());
      for (Reaction reaction : reactions) {
        if (reaction instanceof Reaction.Branch branch) {
          labels.add(branch.label());
        }
      }
    }
    return labels;
  }

  private String fail(int index, int k, Operation operation) throws Exception {
    spawned = 0;
    chosen = null;
    try {
      with(
          program -> {
            if (spawned++ != index) {
              return program;
            }
            chosen = program;
            return program.withFault(k, ERRNO);
          },
          operation);
    } catch (StateException ended) {
      return UNNAMED.matcher(ended.getMessage()).find() ? "" : ended.getMessage();
    } catch (ContainerException unknownEnd) {
      return chosen == null ? "not started" : "";
    } catch (StepException e) {
      if (chosen == null) {
        return "not started: " + e.getMessage();
      }
      if (e.errno().orElse(null) != ERRNO) {
        return UNNAMED.matcher(e.getMessage()).find() ? "" : "blamed: " + e.getMessage();
      }
      String call = e.call().orElse("");
      return call.endsWith(chosen.call(k).print()) || call.endsWith(chosen.printCall(k))
          ? ""
          : "blamed: " + e.getMessage();
    }
    if (chosen == null) {
      return "not started";
    }
    Call call = chosen.call(k);
    // the last execve is for programs that none before has found
    boolean needless = conditional(chosen).contains(k) || call.print().startsWith("execve(<");
    return call.onError().canFail() && !needless ? "overlooked" : "";
  }

  @SuppressWarnings("try") // the change does what it is for by being open
  private static void with(UnaryOperator<SyscallProgram> change, Operation operation)
      throws Exception {
    try (ProgramChange open = ProgramChange.of(change)) {
      operation.run();
    }
  }
}
