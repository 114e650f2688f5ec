package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.program.Data;
import dev.davit.linux.program.ProcessCalls;
import dev.davit.oci.runtime.Hook;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.seccomp.SeccompPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program that runs a hook in the namespaces of a container: it joins them, clones a child in
 * the container's cgroup, which executes the hook, and ends as that child has ended.
 */
public final class HookPlan {

  /** Joined before the clone, because only children are affected (setns(2)). */
  private static final List<String> BEFORE = List.of("pid", "time");

  /** Joined by the child; the user namespace last, for it gives up the right to join the others. */
  private static final Map<String, Long> AFTER = new LinkedHashMap<>();

  static {
    AFTER.put("cgroup", CloneFlags.CLONE_NEWCGROUP);
    AFTER.put("net", CloneFlags.CLONE_NEWNET);
    AFTER.put("ipc", CloneFlags.CLONE_NEWIPC);
    AFTER.put("uts", CloneFlags.CLONE_NEWUTS);
    AFTER.put("mnt", CloneFlags.CLONE_NEWNS);
    AFTER.put("user", CloneFlags.CLONE_NEWUSER);
  }

  private final PlannedProgram program;

  /**
   * Plans a hook.
   *
   * @param namespaces the namespaces to join, by their names in {@code /proc/self/ns}
   * @param cgroup whether there is a v2 cgroup to start the child in
   * @param v1Cgroups the v1 hierarchies whose cgroups the child enters
   * @param host what may become of groups
   * @param confinement what the child does once it has joined: the directory it goes to, and whose
   *     rights it has
   */
  private HookPlan(
      Hook hook,
      List<String> namespaces,
      boolean cgroup,
      List<String> v1Cgroups,
      Host host,
      List<Step> confinement) {
    List<String> descriptors = new ArrayList<>(List.of(DescriptorNames.REPORT));
    Lowering lowering = new Lowering();
    if (cgroup) {
      descriptors.add(DescriptorNames.CGROUP);
    }
    v1Cgroups.forEach(name -> descriptors.add(DescriptorNames.cgroupProcs(name)));
    namespaces.forEach(name -> descriptors.add(DescriptorNames.namespace(name)));
    lowering.add(new SupervisorStep.CloseInherited(3 + descriptors.size()));
    if (namespaces.contains("pid")) {
      lowering.add(new NamespaceStep.Join("pid", CloneFlags.CLONE_NEWPID));
    }
    if (namespaces.contains("time")) {
      lowering.add(new NamespaceStep.Join("time", CloneFlags.CLONE_NEWTIME));
    }
    lowering.add(new SupervisorStep.CloneInit(0, cgroup));
    lowering.add(new SupervisorStep.EndAsChild());
    lowering.label(SupervisorStep.INIT);
    v1Cgroups.forEach(name -> lowering.add(new NamespaceStep.EnterCgroup(name)));
    AFTER.forEach(
        (name, flag) -> {
          if (namespaces.contains(name)) {
            lowering.add(new NamespaceStep.Join(name, flag));
          }
        });
    if (namespaces.contains("user")) {
      lowering.add(IdentityStep.BecomeUser.withoutGroups(0, 0, host.keepsGroups()));
    }
    confinement.forEach(lowering::add);
    lowering.begin("execute " + hook.path());
    Data environment = Data.environment(hook.env());
    Data arguments =
        Data.strings("argv", hook.args().isEmpty() ? List.of(hook.path()) : hook.args());
    lowering.call(ProcessCalls.execve(hook.path(), arguments, environment));
    lowering.add(new SupervisorStep.ReportFailure());
    this.program = new PlannedProgram(descriptors, lowering, SupervisorStep.FAILURE);
  }

  /**
   * A hook of the runtime's own, with the runtime's rights: its path was found in the runtime's
   * namespace, which init's still shows before it changes its root.
   */
  public static HookPlan trusted(
      Hook hook,
      List<String> namespaces,
      boolean cgroup,
      List<String> v1Cgroups,
      Host host,
      Optional<String> directory) {
    List<Step> steps = new ArrayList<>();
    directory.ifPresent(path -> steps.add(new ExecStep.GoToBundle(path)));
    return new HookPlan(hook, namespaces, cgroup, v1Cgroups, host, steps);
  }

  /**
   * A hook from the container's root filesystem, which nobody vouches for: it gets what the
   * container's program gets and no more.
   */
  public static HookPlan confined(
      Hook hook,
      List<String> namespaces,
      boolean cgroup,
      List<String> v1Cgroups,
      Spec spec,
      Host host,
      Optional<byte[]> filter) {
    Process process = spec.process().orElseThrow();
    Linux linux = spec.linux().orElse(Linux.empty());
    List<Step> steps = new ArrayList<>();
    // as if they were children of init, which executes its program next
    steps.addAll(ProcStep.throughProc(ProcStep.labels(process)));
    steps.addAll(IdentityPlan.personality(linux));
    steps.add(new ExecStep.ChangeDirectory(process.cwd()));
    steps.addAll(
        new IdentityPlan(host, namespaces.contains("user"))
            .steps(
                process,
                linux,
                spec.annotations(),
                filter,
                linux.seccomp().map(SeccompPolicy::flags).orElse(0),
                false));
    return new HookPlan(hook, namespaces, cgroup, v1Cgroups, host, steps);
  }

  /** All namespaces that a hook may have to join. */
  public static List<String> namespaces() {
    List<String> all = new ArrayList<>(BEFORE);
    all.addAll(AFTER.keySet());
    return all;
  }

  /** The program with what belongs to it. */
  public PlannedProgram planned() {
    return program;
  }
}
