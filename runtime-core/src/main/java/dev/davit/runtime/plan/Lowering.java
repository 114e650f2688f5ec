package dev.davit.runtime.plan;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.Condition;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.Operand;
import dev.davit.linux.program.Operation;
import dev.davit.linux.program.ProgramBuilder;
import dev.davit.linux.program.Slot;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.linux.program.Width;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The program while steps are added to it: the builder, the numbers that steps hand to each other,
 * and which call belongs to which step.
 */
final class Lowering {

  /** The size of a report record: kind, and two numbers, each an {@code int}. */
  static final int REPORT_SIZE = 12;

  /** The report record of a new container process; its number follows. */
  static final int REPORT_PID = 1;

  /** The report record of a failed call; its index and errno follow. */
  static final int REPORT_FAILED = 2;

  /** The report record of a point at which the program waits for the host side; it follows. */
  static final int REPORT_REACHED = 3;

  /** The report record of a seccomp listener that is about to be opened; its number follows. */
  static final int REPORT_LISTENING = 4;

  /**
   * The calls of one step.
   *
   * @param title what the step does
   * @param first the index of its first call
   * @param conditional for each of its calls, whether only some starts make it
   */
  record Span(String title, int first, List<Boolean> conditional) {}

  private final ProgramBuilder builder = new ProgramBuilder();
  private final Map<String, Slot> slots = new HashMap<>();
  private final List<Span> spans = new ArrayList<>();
  private List<Boolean> conditional = new ArrayList<>();
  private boolean onCondition;

  private final Set<ContainerPath> known = new HashSet<>();

  private final Data pidReport = report("started", REPORT_PID);
  private final Data failedReport = report("failed", REPORT_FAILED);

  private static Data report(String name, int kind) {
    return Data.struct(name, REPORT_SIZE).field(0, 4, "kind", kind).build();
  }

  /** Adds all calls of a step. */
  void add(Step step) {
    begin(step.title());
    step.lower(this);
  }

  /** Says that the calls from here on belong to another step. */
  void begin(String title) {
    conditional = new ArrayList<>();
    spans.add(new Span(title, builder.nextCall(), conditional));
  }

  /** Adds a call. */
  void call(Call call) {
    conditional.add(onCondition);
    builder.call(call);
  }

  /** Adds calls that depend on what earlier ones found; they print indented. */
  void conditional(Runnable calls) {
    boolean before = onCondition;
    onCondition = true;
    calls.run();
    onCondition = before;
  }

  /** A number of four bytes that steps share by name, such as a descriptor. */
  Slot slot(String name) {
    return slots.computeIfAbsent(name, Slot::ofInt);
  }

  /** How many names of the path lead to a directory that is there for certain. */
  int depthOfKnown(ContainerPath path) {
    for (int depth = path.components().size(); depth > 0; depth--) {
      if (known.contains(new ContainerPath(path.components().subList(0, depth)))) {
        return depth;
      }
    }
    return 0;
  }

  /** Says that a directory is there from here on. */
  void know(ContainerPath directory) {
    known.add(directory);
  }

  /** Says that a mount hides what was below a path. */
  void hide(ContainerPath path) {
    known.removeIf(below -> below.startsWith(path));
  }

  /** A descriptor that the program is started with. */
  Operand descriptor(String name) {
    return Operand.fd(name);
  }

  /** Names this place. */
  void label(String name) {
    builder.label(name);
  }

  /** Names this place with a name that no other place has, and gives it. */
  String here(String stem) {
    String name = freshLabel(stem);
    builder.label(name);
    return name;
  }

  /** A name for a place that comes later. */
  String freshLabel(String stem) {
    return builder.freshLabel(stem);
  }

  void jump(String label) {
    builder.jump(label);
  }

  void jumpIf(Operand left, Condition condition, long right, String label) {
    builder.jumpIf(left, condition, right, label);
  }

  void store(Slot slot, Operand value) {
    builder.store(slot, value);
  }

  /** Writes what two numbers give into a slot. */
  void compute(Slot slot, Operand left, Operation operation, Operand right) {
    builder.compute(slot, left, operation, right);
  }

  /** Where clone3's result goes: zero in init, and the number of init in the supervisor. */
  Slot childPid() {
    return pidReport.slot(4, Width.INT);
  }

  Data pidReport() {
    return pidReport;
  }

  Data failedReport() {
    return failedReport;
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }

  /** Ends the program; failed calls go to this label. */
  SyscallProgram build(String failureLabel) {
    builder.onFailure(
        failureLabel, failedReport.slot(4, Width.INT), failedReport.slot(8, Width.INT));
    return builder.build();
  }
}
