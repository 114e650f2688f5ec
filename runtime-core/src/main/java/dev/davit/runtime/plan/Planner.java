package dev.davit.runtime.plan;

import dev.davit.linux.CloneFlags;
import dev.davit.linux.ContainerPath;
import dev.davit.linux.MountAttributes;
import dev.davit.oci.runtime.Hooks;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Root;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.CreateOptions;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.seccomp.SeccompPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Puts the steps of a start into their order. */
final class Planner {

  /** The name of the v2 hierarchy where init has to enter its cgroup by itself. */
  static final String UNIFIED = "v2";

  private static final int FIRST_DESCRIPTOR = 3;

  private final ContainerRequest request;
  private final Spec spec;
  private final Linux linux;
  private final Process process;
  private final Hooks hooks;
  private final Host host;
  private final Findings findings;
  private final CgroupPath cgroup;
  private final NamespacePlan namespaces;
  private final MountPlan mounts;
  private final DevicePlan devices;
  private final IdentityPlan identity;
  private final Optional<CreateOptions> created;

  /**
   * A planner of one start.
   *
   * @param created the options of a container that is only created; empty for one that is started
   *     at once
   */
  Planner(ContainerRequest request, Host host, Findings findings, Optional<CreateOptions> created) {
    this.request = request;
    this.created = created;
    this.spec = request.spec();
    this.linux = spec.linux().orElse(Linux.empty());
    this.process = spec.process().orElseThrow();
    this.hooks = spec.hooks().orElse(Hooks.empty());
    this.host = host;
    this.findings = findings;
    this.namespaces = new NamespacePlan(linux, request.network());
    this.cgroup = CgroupPath.ofSpec(linux.cgroupsPath(), request.id().value());
    this.mounts = new MountPlan(host, findings, request.stdio(), cgroup, linux);
    mounts.add(spec.mounts());
    this.devices = new DevicePlan(spec.mounts(), linux, deviceMaker());
    this.identity =
        new IdentityPlan(
            host,
            namespaces.hasUserNamespace(),
            created.isPresent() && IdentityPlan.keepsGroups(spec.annotations()));
  }

  List<Preparation> preparations() {
    List<Preparation> all = new ArrayList<>();
    all.add(RootPlan.of(request.root(), host, spec));
    all.addAll(namespaces.preparations);
    all.addAll(mounts.preparations);
    all.addAll(devices.preparations);
    return all;
  }

  /** With a user namespace of somebody else, nothing tells what its ids are on the host. */
  private DevicePlan.Maker deviceMaker() {
    if (host.userNamespace() || namespaces.joinsUser()) {
      return DevicePlan.Maker.NOBODY;
    }
    return namespaces.makes(NamespaceType.USER) ? DevicePlan.Maker.HOST : DevicePlan.Maker.INIT;
  }

  /** In the order of their numbers: first what the supervisor keeps, then what is only init's. */
  List<String> descriptors() {
    List<String> names = new ArrayList<>(kept());
    if (intoCgroup()) {
      names.add(DescriptorNames.CGROUP);
    } else if (host.cloneIntoCgroup()) {
      names.add(DescriptorNames.cgroupProcs(UNIFIED));
    }
    if (namespaces.makes(NamespaceType.USER) || isLostUnrecorded()) {
      names.add(DescriptorNames.ID_MAPPINGS);
    }
    if (created.isEmpty()
        && (hasCreationHooks()
            || !hooks.startContainer().isEmpty()
            || isEquipped()
            || listened())) {
      names.add(DescriptorNames.GO);
    }
    if (request.network().isPresent()) {
      names.add(DescriptorNames.NETWORK_LOG);
    }
    findings.v1Cgroups().forEach(name -> names.add(DescriptorNames.cgroupProcs(name)));
    preparations().forEach(preparation -> names.add(preparation.descriptor()));
    return names;
  }

  /** Once in another user namespace, the supervisor may not clone into a cgroup any more. */
  private boolean intoCgroup() {
    return host.cloneIntoCgroup() && !namespaces.joinsUser();
  }

  private List<String> kept() {
    if (created.isPresent()) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < created.get().passed().size(); i++) {
        names.add(DescriptorNames.passed(i));
      }
      names.addAll(List.of(DescriptorNames.REPORT, DescriptorNames.GO, DescriptorNames.OUTCOME));
      return names;
    }
    List<String> names = new ArrayList<>(List.of(DescriptorNames.REPORT, DescriptorNames.EXIT));
    if (request.stdio() instanceof Stdio.Terminal) {
      names.add(DescriptorNames.TERMINAL);
    } else if (request.stdio() instanceof Stdio.Pipes pipes && pipes.kept()) {
      names.add(DescriptorNames.held("stdout"));
      names.add(DescriptorNames.held("stderr"));
    } else if (request.stdio() instanceof Stdio.Held held) {
      names.addAll(unread());
      for (int i = 0; i < held.kept().size(); i++) {
        names.add(DescriptorNames.held("end " + i));
      }
    }
    return names;
  }

  private List<String> unread() {
    List<String> names = new ArrayList<>();
    if (request.stdio() instanceof Stdio.Held held) {
      for (int i = 0; i < held.unread().size(); i++) {
        names.add(DescriptorNames.held("output " + i));
      }
    } else if (request.stdio() instanceof Stdio.Terminal terminal && terminal.read()) {
      names.add(DescriptorNames.TERMINAL);
    }
    return names;
  }

  List<String> warnings() {
    List<String> warnings = new ArrayList<>(identity.warnings);
    boolean rules = linux.resources().filter(r -> !r.devices().isEmpty()).isPresent();
    if (rules && isLostUnrecorded() && !namespaces.hasUserNamespace()) {
      warnings.add(
          "$.linux.resources.devices: no cgroup hierarchy is mounted here: the container may use"
              + " every device that its capabilities let it make");
    }
    return List.copyOf(warnings);
  }

  /** Where every failing call leads. */
  Step failure() {
    return created.isPresent()
        ? new JoinStep.ReportFailure()
        : new SupervisorStep.ReportFailure(request.network().isPresent());
  }

  List<Step> supervisor() {
    int first = FIRST_DESCRIPTOR;
    List<Step> steps = new ArrayList<>();
    if (created.isPresent()) {
      int own = first + created.get().passed().size();
      steps.add(new JoinStep.CloseInherited(own, first + descriptors().size()));
      steps.addAll(namespaces.beforeClone);
      steps.add(new JoinStep.CloneProcess(namespaces.cloneFlags(), intoCgroup()));
      steps.add(new SupervisorStep.ReportPid());
      steps.add(new JoinStep.End());
      return steps;
    }
    steps.add(new SupervisorStep.CloseInherited(first + descriptors().size()));
    steps.add(new SupervisorStep.NameProcess("davit"));
    steps.addAll(namespaces.beforeClone);
    steps.add(new SupervisorStep.CloneInit(namespaces.cloneFlags(), intoCgroup()));
    steps.add(new SupervisorStep.ReportPid());
    steps.add(new SupervisorStep.LetGo(first + kept().size()));
    steps.add(
        new SupervisorStep.RecordExit(unread(), memoryEvents(), request.network().isPresent()));
    return steps;
  }

  /** Of a scope only: other cgroups stay until the container is deleted. */
  private String memoryEvents() {
    boolean scope = linux.cgroupsPath().filter(ScopeName::isOne).isPresent();
    return scope && host.cgroups().unified().isPresent()
        ? host.cgroups().unified().get().directory(cgroup).resolve("memory.events").toString()
        : "";
  }

  List<Step> init() {
    List<Step> steps = new ArrayList<>();
    if (request.network().isPresent()) {
      steps.add(new NetworkStep.Forget());
    }
    steps.add(new IdentityStep.StartSession());
    steps.add(new IdentityStep.SetUmask(0));
    if (host.cloneIntoCgroup() && !intoCgroup()) {
      steps.add(new NamespaceStep.EnterCgroup(UNIFIED));
    }
    for (String hierarchy : findings.v1Cgroups()) {
      steps.add(new NamespaceStep.EnterCgroup(hierarchy));
    }
    steps.add(new JoinStep.RunAnywhere());
    process.oomScoreAdj().ifPresent(score -> steps.add(new NamespaceStep.SetOomScore(score)));
    steps.add(new IdentityStep.ForbidTracing());
    namespaces(steps);
    beforePivot(steps);
    if (hasCreationHooks()) {
      steps.add(new RootStep.ShowRoot(rootPath()));
      attach(steps);
      steps.add(new NamespaceStep.AwaitHost(SyncPoint.CREATED));
      steps.add(changeRoot());
    } else {
      steps.add(changeRoot());
      attach(steps);
    }
    afterPivot(steps);
    if (created.isPresent()) {
      // while no filter may forbid it: nothing of the host's stays open while it waits
      steps.add(new JoinStep.LetGo(FIRST_DESCRIPTOR + kept().size()));
    }
    int filterFlags = linux.seccomp().map(SeccompPolicy::flags).orElse(0);
    steps.addAll(
        identity.steps(
            process, linux, spec.annotations(), findings.seccomp(), filterFlags, listened()));
    if (created.isPresent()) {
      // with no_new_privs the filter comes last, and may forbid what waiting needs
      int last = steps.size() - 1;
      int place = steps.get(last) instanceof IdentityStep.FilterCalls ? last : last + 1;
      steps.addAll(
          place,
          List.of(
              new CreatedStep.FindProgram(process.args(), process.env()),
              new CreatedStep.AwaitStart()));
    }
    if (!hooks.startContainer().isEmpty()) {
      steps.add(new NamespaceStep.AwaitHost(SyncPoint.READY));
    }
    steps.add(new ExecStep.Exec(process.args(), process.env()));
    return steps;
  }

  /** Whether no cgroup tells of it: then it is recorded before it does anything. */
  private boolean isLostUnrecorded() {
    return host.cgroups().kind() == CgroupLayout.Kind.NONE;
  }

  /** Whether the host side gives it what only a process that is there can be given. */
  private boolean isEquipped() {
    return !linux.netDevices().isEmpty() || linux.intelRdt().isPresent();
  }

  private boolean listened() {
    return linux.seccomp().map(SeccompPolicy::notifies).orElse(false);
  }

  private Step changeRoot() {
    return created.map(CreateOptions::pivotRoot).orElse(true)
        ? new RootStep.PivotRoot()
        : new CreatedStep.MoveRoot(findings.kernelMounts().get());
  }

  private boolean hasCreationHooks() {
    return !hooks.prestart().isEmpty()
        || !hooks.createRuntime().isEmpty()
        || !hooks.createContainer().isEmpty();
  }

  /** Where hooks expect the root filesystem; layers have no place on the host. */
  private Optional<Path> rootPath() {
    return request.root() instanceof RootSource.Directory directory
        ? Optional.of(directory.path())
        : Optional.empty();
  }

  /** Whose files may be made in the user namespace: root's, or the first's that there is. */
  private static long anyOf(List<IdMapping> mappings) {
    return mappings.isEmpty() || new IdMap(mappings).toHost(0).isPresent()
        ? 0
        : mappings.get(0).containerID();
  }

  private void namespaces(List<Step> steps) {
    if (namespaces.makes(NamespaceType.USER)) {
      steps.add(new NamespaceStep.AwaitIdMappings());
    } else if (isLostUnrecorded()) {
      steps.add(new NamespaceStep.AwaitRecord());
    }
    if (namespaces.hasUserNamespace()) {
      long uid = anyOf(linux.uidMappings());
      long gid = anyOf(linux.gidMappings());
      steps.add(
          identity.keepsGroups()
              ? new IdentityStep.BecomeUser(uid, gid, Optional.empty(), false, false)
              : IdentityStep.BecomeUser.withoutGroups(uid, gid, host.keepsGroups()));
    }
    if (namespaces.makes(NamespaceType.CGROUP)) {
      steps.add(new NamespaceStep.Unshare(CloneFlags.CLONE_NEWCGROUP));
    }
    steps.addAll(namespaces.inInit);
    if (namespaces.makes(NamespaceType.NETWORK)) {
      steps.add(new NamespaceStep.RaiseLoopback());
    }
    if (isEquipped()) {
      steps.add(new NamespaceStep.AwaitHost(SyncPoint.EQUIPPED));
    }
    spec.hostname().ifPresent(name -> steps.add(new NamespaceStep.SetHostname(name)));
    spec.domainname().ifPresent(name -> steps.add(new NamespaceStep.SetDomainname(name)));
  }

  private void beforePivot(List<Step> steps) {
    steps.add(new RootStep.IsolateMounts(Propagation.RPRIVATE));
    steps.addAll(mounts.made);
    steps.addAll(devices.made);
    if (!linux.maskedPaths().isEmpty()) {
      steps.add(new FilesystemStep.CloneHostPath(ProtectionStep.Mask.NULL, "/dev/null", 0));
      steps.add(
          new FilesystemStep.NewFilesystem(
              ProtectionStep.Mask.EMPTY,
              "tmpfs",
              "tmpfs",
              List.of("ro"),
              Map.of("mode", "555"),
              MountAttributes.MOUNT_ATTR_RDONLY));
    }
    List<Step> throughProc = new ArrayList<>();
    new TreeMap<>(linux.sysctl())
        .forEach((name, value) -> throughProc.add(new ProcStep.SetSysctl(name, value)));
    throughProc.addAll(ProcStep.labels(process));
    steps.addAll(ProcStep.throughProc(throughProc));
  }

  private void attach(List<Step> steps) {
    steps.addAll(mounts.attached);
    steps.addAll(devices.attached);
    if (mounts.terminalAttached()) {
      steps.add(new DeviceStep.BindConsole());
    }
    steps.addAll(mounts.finished);
  }

  private void afterPivot(List<Step> steps) {
    ContainerPath directory = ContainerPath.of(process.cwd());
    if (!directory.isRoot()) {
      steps.add(new FilesystemStep.MakeDirectory(directory));
    }
    linux
        .rootfsPropagation()
        .map(Propagation::of)
        .filter(propagation -> !RootPlan.has(propagation))
        .ifPresent(propagation -> steps.add(new RootStep.PropagateRoot(propagation)));
    for (String path : linux.readonlyPaths()) {
      steps.add(new ProtectionStep.MakeReadonly(ProtectedPlace.of(path, mounts.attached)));
    }
    for (String path : new LinkedHashSet<>(linux.maskedPaths())) {
      steps.add(new ProtectionStep.Mask(ProtectedPlace.of(path, mounts.attached)));
    }
    if (spec.root().map(Root::readonly).orElse(false)) {
      steps.add(new ProtectionStep.MakeRootReadonly());
    }
    if (request.stdio() instanceof Stdio.Terminal) {
      steps.add(new DeviceStep.TakeTerminal());
    }
    OptionalInt first = request.stdio().firstOwn();
    // in a user namespace the host side has to do it: init may not change the host's files
    if (first.isPresent() && process.user().uid() != 0 && !namespaces.hasUserNamespace()) {
      steps.add(new DeviceStep.GiveStdio(process.user().uid(), first.getAsInt()));
    }
    steps.addAll(IdentityPlan.personality(linux));
    steps.add(new ExecStep.ChangeDirectory(process.cwd()));
    if (created.map(CreateOptions::newKeyring).orElse(true)) {
      steps.add(new CreatedStep.JoinKeyring("_ses." + request.id()));
    }
  }
}
