package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.ContainerPath;
import dev.davit.oci.json.Problem;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.host.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How mounts come into a container that runs, and out of it: a process enters the container's mount
 * namespace, and its user namespace if it has one, attaches what the host side has prepared, or
 * unmounts, and ends. Nothing is executed there, and no program of the container's sees it: it
 * stays in the PID namespace of the runtime.
 */
public final class LiveMountPlan {

  private static final int FIRST_DESCRIPTOR = 3;

  private final List<Preparation> preparations;
  private final PlannedProgram program;

  private LiveMountPlan(List<Preparation> preparations, List<Step> work, long namespaces) {
    this.preparations = List.copyOf(preparations);
    List<String> names =
        new ArrayList<>(
            List.of(DescriptorNames.REPORT, DescriptorNames.CONTAINER, DescriptorNames.ROOTFS));
    preparations.forEach(preparation -> names.add(preparation.descriptor()));
    Lowering lowering = new Lowering();
    lowering.add(new SupervisorStep.CloseInherited(FIRST_DESCRIPTOR + names.size()));
    lowering.add(new IdentityStep.ForbidTracing());
    long user = namespaces & CloneFlags.CLONE_NEWUSER;
    lowering.add(new JoinStep.JoinNamespaces(CloneFlags.CLONE_NEWNS | user));
    if (user != 0) {
      lowering.add(new JoinStep.BecomeRoot());
    }
    lowering.add(new RootStep.GoToRoot());
    work.forEach(lowering::add);
    lowering.add(new JoinStep.End());
    lowering.add(new SupervisorStep.ReportFailure());
    this.program = new PlannedProgram(names, lowering, SupervisorStep.FAILURE);
  }

  /**
   * Plans to add mounts, in their order.
   *
   * @param linux what the container's configuration says of its ids
   * @param namespaces CLONE_NEW* flags of the container's own namespaces
   * @throws SpecException if a mount asks for what is wrong or cannot be added to a container that
   *     runs, with all such problems
   */
  public static LiveMountPlan adding(List<Mount> mounts, Linux linux, Host host, long namespaces) {
    List<Problem> problems = new ArrayList<>(SpecCheck.mountProblems(mounts, linux, host));
    for (int i = 0; i < mounts.size(); i++) {
      String path = "$.mounts[" + i + "].type";
      String type = mounts.get(i).type().orElse("");
      if (!MountPlan.isBind(mounts.get(i)) && !type.equals("tmpfs")) {
        problems.add(
            new Problem(
                path,
                "\""
                    + type
                    + "\" cannot be added to a container that runs: bind mounts and tmpfs can"));
      } else if (MountOptions.parse(mounts.get(i).options()).special().contains("tmpcopyup")) {
        problems.add(new Problem(path, "\"tmpcopyup\" is for a container that is being created"));
      }
    }
    check(problems, namespaces);
    MountPlan plan =
        new MountPlan(
            host, Findings.of(List.of(), Optional.empty()), Stdio.none(), CgroupPath.ROOT, linux);
    plan.add(mounts);
    List<Step> work = new ArrayList<>(plan.made);
    work.addAll(plan.attached);
    return new LiveMountPlan(plan.preparations, work, namespaces);
  }

  /**
   * Plans to remove what is mounted on paths, in their order.
   *
   * @param namespaces CLONE_NEW* flags of the container's own namespaces
   * @throws SpecException if one is the root itself
   */
  public static LiveMountPlan removing(List<Mount> mounts, long namespaces) {
    List<Problem> problems = new ArrayList<>();
    List<Step> work = new ArrayList<>();
    for (int i = 0; i < mounts.size(); i++) {
      ContainerPath target = ContainerPath.of(ContainerPath.ROOT, mounts.get(i).destination());
      List<String> names = target.components();
      if (names.isEmpty() || names.get(names.size() - 1).equals("..")) {
        problems.add(
            new Problem("$.mounts[" + i + "].destination", "not a name below the root directory"));
      } else {
        work.add(new FilesystemStep.Detach(target));
      }
    }
    check(problems, namespaces);
    return new LiveMountPlan(List.of(), work, namespaces);
  }

  private static void check(List<Problem> problems, long namespaces) {
    if ((namespaces & CloneFlags.CLONE_NEWNS) == 0) {
      problems.add(new Problem("$.mounts", "the container has no mount namespace of its own"));
    }
    if (!problems.isEmpty()) {
      throw new SpecException("mounts", problems);
    }
  }

  /** What the host side opens, before the program runs. */
  public List<Preparation> preparations() {
    return preparations;
  }

  /** The program with what belongs to it. */
  public PlannedProgram planned() {
    return program;
  }

  /** The steps as comment lines, each with its system calls in strace notation. */
  public String print() {
    StringBuilder out = new StringBuilder();
    program.print(out);
    return out.toString();
  }
}
