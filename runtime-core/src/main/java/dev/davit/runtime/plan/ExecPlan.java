package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.program.SyscallProgram;
import dev.davit.oci.runtime.ExecCpuAffinity;
import dev.davit.oci.runtime.Process;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.host.Host;
import java.util.ArrayList;
import java.util.List;

/**
 * How one more process gets into a container: a joiner enters the container's namespaces by the
 * pidfd of its first process, clones the process into the container's cgroup and ends; the process
 * becomes who it is to be and executes its program. A pure function of the process, the host and
 * the container.
 *
 * <p>The process is cloned with CLONE_PARENT, so that it is a child of this JVM and of nobody else:
 * a PID namespace is entered by children only (setns(2)), and the joiner has nothing more to do.
 */
public final class ExecPlan {

  private static final int FIRST_DESCRIPTOR = 3;

  private final Process process;
  private final Stdio stdio;
  private final JoinTarget target;
  private final IdentityPlan identity;
  private final PlannedProgram program;

  private ExecPlan(Process process, Stdio stdio, Host host, JoinTarget target) {
    this.process = process;
    this.stdio = stdio;
    this.target = target;
    this.identity = new IdentityPlan(host, target.hasUserNamespace());
    Lowering lowering = new Lowering();
    joiner().forEach(lowering::add);
    lowering.label(SupervisorStep.INIT);
    joined().forEach(lowering::add);
    lowering.add(new JoinStep.ReportFailure());
    this.program = new PlannedProgram(descriptors(), lowering, SupervisorStep.FAILURE);
  }

  /**
   * Plans it.
   *
   * @throws dev.davit.oci.json.SpecException if the process asks for what is wrong or not
   *     supported, with all such problems
   */
  public static ExecPlan of(Process process, Stdio stdio, Host host, JoinTarget target) {
    SpecCheck.checkProcess(process, host);
    return new ExecPlan(process, stdio, host, target);
  }

  /** What was asked for and cannot be had, where the specification wants no error. */
  public List<String> warnings() {
    return List.copyOf(identity.warnings);
  }

  /** The program with what belongs to it. */
  public PlannedProgram planned() {
    return program;
  }

  /** The program, with its descriptors by number. */
  public SyscallProgram program() {
    return program.bound();
  }

  /** The steps as comment lines, each with its system calls in strace notation. */
  public String print() {
    StringBuilder out = new StringBuilder();
    program.print(out);
    return out.toString();
  }

  /** In the order of their numbers: what the process keeps, the report, what only joining needs. */
  private List<String> descriptors() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < target.passed(); i++) {
      names.add(DescriptorNames.passed(i));
    }
    names.add(DescriptorNames.REPORT);
    if (target.listened()) {
      names.add(DescriptorNames.GO);
    }
    names.add(DescriptorNames.CONTAINER);
    if (target.intoCgroup()) {
      names.add(DescriptorNames.CGROUP);
    }
    target.v1Cgroups().forEach(name -> names.add(DescriptorNames.cgroupProcs(name)));
    return names;
  }

  private List<Step> joiner() {
    List<Step> steps = new ArrayList<>();
    int kept = FIRST_DESCRIPTOR + target.passed();
    steps.add(new JoinStep.CloseInherited(kept, FIRST_DESCRIPTOR + descriptors().size()));
    steps.add(new IdentityStep.ForbidTracing());
    process
        .execCPUAffinity()
        .flatMap(ExecCpuAffinity::initial)
        .ifPresent(list -> steps.add(new JoinStep.RunOn(ProcessorList.parse(list), false)));
    process.oomScoreAdj().ifPresent(score -> steps.add(new NamespaceStep.SetOomScore(score)));
    // the cgroup namespace comes later: seen from it, this process is not where it may move from
    long now = target.namespaces() & ~CloneFlags.CLONE_NEWCGROUP;
    if (now != 0) {
      steps.add(new JoinStep.JoinNamespaces(now));
    }
    steps.add(new JoinStep.CloneProcess(0, target.intoCgroup()));
    steps.add(new SupervisorStep.ReportPid());
    steps.add(new JoinStep.End());
    return steps;
  }

  private List<Step> joined() {
    List<Step> steps = new ArrayList<>();
    steps.add(new IdentityStep.StartSession());
    for (String hierarchy : target.v1Cgroups()) {
      steps.add(new NamespaceStep.EnterCgroup(hierarchy));
    }
    steps.add(
        process
            .execCPUAffinity()
            .flatMap(ExecCpuAffinity::finalAffinity)
            .<Step>map(list -> new JoinStep.RunOn(ProcessorList.parse(list), true))
            .orElseGet(JoinStep.RunAnywhere::new));
    if ((target.namespaces() & CloneFlags.CLONE_NEWCGROUP) != 0) {
      steps.add(new JoinStep.JoinNamespaces(CloneFlags.CLONE_NEWCGROUP));
    }
    // nothing of the host's is open while this process can be seen in the container
    steps.add(new JoinStep.LetGo(FIRST_DESCRIPTOR + target.passed() + (target.listened() ? 2 : 1)));
    if (stdio instanceof Stdio.Terminal) {
      steps.add(new DeviceStep.TakeTerminal());
    }
    boolean own = stdio instanceof Stdio.Terminal || stdio instanceof Stdio.Pipes;
    if (own && process.user().uid() != 0 && !target.hasUserNamespace()) {
      steps.add(new DeviceStep.GiveStdio(process.user().uid(), 0));
    }
    steps.addAll(ProcStep.throughProc(ProcStep.labels(process)));
    steps.addAll(IdentityPlan.personality(target.linux()));
    steps.add(new ExecStep.ChangeDirectory(process.cwd()));
    steps.addAll(
        identity.steps(
            process,
            target.linux(),
            target.annotations(),
            target.seccomp(),
            target.seccompFlags(),
            target.listened()));
    steps.add(new ExecStep.Exec(process.args(), process.env()));
    return steps;
  }

  /** As {@link #print}. */
  @Override
  public String toString() {
    return print();
  }
}
