package dev.davit.runtime.plan;

import dev.davit.linux.program.Call;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.CreateOptions;
import dev.davit.runtime.host.Host;
import java.util.List;
import java.util.Optional;

/**
 * How a container starts: what the host side prepares, and the program that the supervisor and the
 * container's init run. A pure function of the request, the host and what was found out for this
 * start.
 */
public final class StartPlan {

  /** The number, in the supervisor, of the first descriptor that it holds for others. */
  public static final int FIRST_HELD = 5;

  /** The name of the v2 hierarchy where init has to enter its cgroup by itself. */
  public static final String UNIFIED = Planner.UNIFIED;

  private final List<Preparation> preparations;
  private final List<String> warnings;
  private final PlannedProgram program;

  private StartPlan(Spec spec, Planner planner) {
    this.preparations = List.copyOf(planner.preparations());
    Lowering lowering = new Lowering();
    planner.supervisor().forEach(lowering::add);
    lowering.label(SupervisorStep.INIT);
    planner.init().forEach(lowering::add);
    lowering.add(planner.failure());
    this.warnings = planner.warnings();
    this.program = new PlannedProgram(planner.descriptors(), lowering, SupervisorStep.FAILURE);
    FilterCheck.check(spec, program);
  }

  /**
   * Plans a start of a request that was {@linkplain #check checked}.
   *
   * @throws dev.davit.oci.json.SpecException if its system call filter would let no program start
   */
  public static StartPlan of(ContainerRequest request, Host host, Findings findings) {
    return new StartPlan(request.spec(), new Planner(request, host, findings, Optional.empty()));
  }

  /**
   * Plans the creation of a container whose init waits until it is started, with no supervisor.
   *
   * @param request a request that was {@linkplain #check checked}
   * @throws dev.davit.oci.json.SpecException as of {@link #of}
   */
  public static StartPlan created(
      ContainerRequest request, Host host, Findings findings, CreateOptions options) {
    return new StartPlan(
        request.spec(), new Planner(request, host, findings, Optional.of(options)));
  }

  /**
   * Checks that a request can be planned at all on this host.
   *
   * @throws dev.davit.oci.json.SpecException if the configuration asks for what is wrong or not
   *     supported, with all such problems
   */
  public static void check(ContainerRequest request, Host host) {
    SpecCheck.check(request, host);
  }

  /** What the host side does before it spawns the program, in this order. */
  public List<Preparation> preparations() {
    return preparations;
  }

  /** The names of the descriptors that the program is given, by number from 3 on. */
  public List<String> descriptors() {
    return program.descriptors();
  }

  /** What was asked for and cannot be had, where the specification wants no error. */
  public List<String> warnings() {
    return warnings;
  }

  /** The program with what belongs to it. */
  public PlannedProgram planned() {
    return program;
  }

  /** The program, with its descriptors by number. */
  public SyscallProgram program() {
    return program.bound();
  }

  /** The title of the step that a call of the program belongs to. */
  public String stepOf(int callIndex) {
    return program.stepOf(callIndex);
  }

  /** Whether a call fails only because the program that serves the network has ended. */
  public boolean awaitsNetwork(int callIndex) {
    return stepOf(callIndex).equals(NetworkStep.AWAIT);
  }

  /** A call of the program in strace notation, with its descriptors by name. */
  public String callText(int callIndex) {
    return program.callText(callIndex);
  }

  /**
   * The steps as comment lines, each with its system calls in strace notation. Calls that depend on
   * what earlier ones found, such as those that make a missing mount point, are indented.
   */
  public String print() {
    StringBuilder out = new StringBuilder();
    for (Preparation preparation : preparations) {
      out.append("# ").append(preparation.title()).append('\n');
      for (Call call : preparation.calls()) {
        PlannedProgram.line(out, call, false);
      }
    }
    program.print(out);
    return out.toString();
  }

  /** As {@link #print}. */
  @Override
  public String toString() {
    return print();
  }
}
