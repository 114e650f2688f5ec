package dev.davit.runtime.launch;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Pipe;
import dev.davit.linux.file.Stat;
import dev.davit.linux.file.VirtualFile;
import dev.davit.linux.process.Spawn;
import dev.davit.linux.process.Wait;
import dev.davit.oci.runtime.ContainerStatus;
import dev.davit.oci.runtime.Defaults;
import dev.davit.oci.runtime.Hook;
import dev.davit.oci.runtime.Hooks;
import dev.davit.oci.runtime.Spec;
import dev.davit.oci.runtime.State;
import dev.davit.runtime.StepException;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DescriptorNames;
import dev.davit.runtime.plan.HookPlan;
import dev.davit.runtime.plan.PlannedProgram;
import dev.davit.runtime.state.ContainerDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the hooks of a configuration (runtime-spec 1.3.0, config.md, "POSIX-platform Hooks").
 *
 * <p>Those of the runtime's namespace are children of this process. Those of the container's
 * namespace are run by a program that joins it: {@code createContainer} with the runtime's rights,
 * since it comes from the host; {@code startContainer} with the rights of the container's own
 * program, since it comes from the container's root filesystem.
 */
public final class HookRunner {

  private final Hooks hooks;
  private final ContainerDescription description;
  private final Path directory;
  private final Host host;
  private boolean created;

  /**
   * A runner for one container.
   *
   * @param directory where its state is, which hooks are told in place of a bundle if it has none
   */
  public HookRunner(Hooks hooks, ContainerDescription description, Path directory, Host host) {
    this.hooks = hooks;
    this.description = description;
    this.directory = directory;
    this.host = host;
  }

  /** Says that the container's init exists: from here on a failure ends with {@code poststop}. */
  void created() {
    created = true;
  }

  /** Runs {@code poststop} after a start that failed, if its init ever existed. */
  void afterFailure() {
    List<String> warnings = created ? afterDelete() : List.of();
    if (!warnings.isEmpty()) {
      throw StepException.of("remove " + description.id().familiar(), String.join("; ", warnings));
    }
  }

  /**
   * Runs {@code prestart}, {@code createRuntime} and {@code createContainer}: init waits before it
   * changes its root. They are told the status "created", which runtime-spec 1.3.0 has from step 2
   * of the lifecycle on; they are its steps 3 to 5.
   *
   * @param root where the root filesystem is shown, if it has a place: there {@code
   *     createContainer} begins, as in runc
   * @throws StepException at the first that fails
   */
  public void beforePivot(int pid, Optional<Cgroup> cgroup, Optional<Path> root) {
    beforeRestore(pid);
    List<Hook> all = hooks.createContainer();
    for (int i = 0; i < all.size(); i++) {
      Hook hook = all.get(i);
      List<String> joined = foreignNamespaces(pid);
      inContainer(
          "createContainer[" + i + "]",
          hook,
          pid,
          ContainerStatus.CREATED,
          cgroup,
          joined,
          v1 ->
              HookPlan.trusted(
                  inherits(hook, environment()),
                  joined,
                  v2(cgroup),
                  v1,
                  host,
                  root.or(description::bundle).map(Path::toString)));
    }
  }

  /**
   * Runs {@code prestart} and {@code createRuntime}: the namespaces of a container that is being
   * restored are made, and nothing is in them yet.
   *
   * @throws StepException at the first that fails
   */
  public void beforeRestore(int pid) {
    inRuntime("prestart", hooks.prestart(), ContainerStatus.CREATED, Optional.of(pid));
    inRuntime("createRuntime", hooks.createRuntime(), ContainerStatus.CREATED, Optional.of(pid));
  }

  /**
   * Runs {@code startContainer}: init waits, and all that is left to it is to execute the program.
   *
   * @param resolved the configuration, its user by number
   * @param filter the container's compiled system call filter
   * @throws StepException at the first that fails
   */
  public void beforeProgram(
      Spec resolved, int pid, Optional<Cgroup> cgroup, Optional<byte[]> filter) {
    List<Hook> all = hooks.startContainer();
    for (int i = 0; i < all.size(); i++) {
      Hook hook = all.get(i);
      List<String> joined = foreignNamespaces(pid);
      inContainer(
          "startContainer[" + i + "]",
          hook,
          pid,
          ContainerStatus.CREATED,
          cgroup,
          joined,
          v1 ->
              HookPlan.confined(
                  inherits(hook, resolved.process().orElseThrow().env()),
                  joined,
                  v2(cgroup),
                  v1,
                  resolved,
                  host,
                  filter));
    }
  }

  /**
   * Runs {@code poststart}: the program has been executed.
   *
   * @throws StepException at the first that fails
   */
  public void afterStart(int pid) {
    inRuntime("poststart", hooks.poststart(), ContainerStatus.RUNNING, Optional.of(pid));
  }

  /**
   * Runs {@code poststop}: the container is gone.
   *
   * @return what failed; it keeps nothing from going on
   */
  public List<String> afterDelete() {
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < hooks.poststop().size(); i++) {
      try {
        inRuntime(
            "poststop[" + i + "]",
            hooks.poststop().get(i),
            state(ContainerStatus.STOPPED, Optional.empty()));
      } catch (StepException e) {
        warnings.add(e.getMessage());
      }
    }
    return warnings;
  }

  private void inRuntime(
      String kind, List<Hook> all, ContainerStatus status, Optional<Integer> pid) {
    for (int i = 0; i < all.size(); i++) {
      inRuntime(kind + "[" + i + "]", all.get(i), state(status, pid));
    }
  }

  private void inRuntime(String name, Hook hook, State state) {
    new HookProcess(name, hook, description.annotations())
        .run(
            state,
            (input, output, errors) -> {
              List<String> args = hook.args();
              Spawn spawn =
                  Spawn.program(hook.path(), args.isEmpty() ? hook.path() : args.get(0))
                      .environment(environment(hook))
                      .pass(input, 0)
                      .pass(output, 1)
                      .pass(errors, 2)
                      .closeOthers()
                      .newSession();
              if (args.size() > 1) {
                spawn.arguments(args.subList(1, args.size()));
              }
              description
                  .bundle()
                  .filter(Files::isDirectory)
                  .ifPresent(bundle -> spawn.directory(bundle.toString()));
              return spawn.start();
            });
  }

  /** A hook of the runtime's that names no environment has that of the runtime, as in runc. */
  private static Map<String, String> environment(Hook hook) {
    if (hook.env().isEmpty()) {
      return System.getenv();
    }
    Map<String, String> environment = new LinkedHashMap<>();
    for (String variable : hook.env()) {
      int equals = variable.indexOf('=');
      environment.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return environment;
  }

  private static List<String> environment() {
    return System.getenv().entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }

  private static Hook inherits(Hook hook, List<String> environment) {
    return hook.env().isEmpty()
        ? new Hook(hook.path(), hook.args(), environment, hook.timeout(), hook.unknown())
        : hook;
  }

  /** Makes the plan once it is known which v1 hierarchies there are. */
  @FunctionalInterface
  private interface Planner {
    HookPlan plan(List<String> v1Cgroups);
  }

  private boolean v2(Optional<Cgroup> cgroup) {
    return host.cloneIntoCgroup() && cgroup.flatMap(Cgroup::directory).isPresent();
  }

  private void inContainer(
      String name,
      Hook hook,
      int pid,
      ContainerStatus status,
      Optional<Cgroup> cgroup,
      List<String> namespaces,
      Planner planner) {
    State state = state(status, Optional.of(pidInside(pid)));
    new HookProcess(name, hook, description.annotations())
        .run(
            state,
            (input, output, errors) -> {
              try (DescriptorSet descriptors = new DescriptorSet()) {
                List<String> v1 = new ArrayList<>();
                if (cgroup.isPresent()) {
                  cgroup
                      .get()
                      .directoryFd()
                      .ifPresent(fd -> descriptors.put(DescriptorNames.CGROUP, fd));
                  for (Fd procs : cgroup.get().v1ProcsFds()) {
                    String hierarchy = Integer.toString(v1.size());
                    v1.add(hierarchy);
                    descriptors.put(DescriptorNames.cgroupProcs(hierarchy), procs);
                  }
                }
                for (String type : namespaces) {
                  descriptors.put(DescriptorNames.namespace(type), open(pid, type));
                }
                return start(
                    "hook " + name + " " + hook.path(),
                    planner.plan(v1).planned(),
                    descriptors,
                    List.of(input, output, errors));
              }
            });
  }

  private int start(
      String subject, PlannedProgram program, DescriptorSet descriptors, List<Fd> streams)
      throws ErrnoException {
    Pipe pipe = Pipe.open();
    descriptors.put(DescriptorNames.REPORT, pipe.writeEnd());
    descriptors.own(pipe.readEnd());
    int pid =
        Spawner.spawn(
            program.bound(),
            host.architecture(),
            streams,
            program.descriptors().stream().map(descriptors::get).toList());
    pipe.writeEnd().close();
    Optional<Report.Record> record = new Report(pipe.readEnd()).next();
    if (record.isPresent() && record.get() instanceof Report.Failed failed) {
      Wait.forPid(pid);
      throw CallFailure.of(subject, program, failed);
    }
    return pid;
  }

  private static Fd open(int pid, String type) throws ErrnoException {
    return Descriptors.open(Fd.CWD, "/proc/" + pid + "/ns/" + type, OpenFlags.O_RDONLY);
  }

  /** The namespaces in which a process is and this one is not. */
  private static List<String> foreignNamespaces(int pid) {
    List<String> foreign = new ArrayList<>();
    try {
      for (String type : HookPlan.namespaces()) {
        Stat own = Metadata.stat(Fd.CWD, "/proc/self/ns/" + type, 0);
        Stat its = Metadata.stat(Fd.CWD, "/proc/" + pid + "/ns/" + type, 0);
        if (own.inode() != its.inode()) {
          foreign.add(type);
        }
      }
    } catch (ErrnoException e) {
      throw StepException.ofCall("hooks", "look at namespaces", e);
    }
    return foreign;
  }

  /** What hooks, and listeners of system calls, are told. */
  State state(ContainerStatus status, Optional<Integer> pid) {
    return new State(
        Defaults.OCI_VERSION,
        description.id().value(),
        status,
        pid,
        description.bundle().orElse(directory).toString(),
        description.annotations(),
        Map.of());
  }

  /** The number that a process has in its own namespace (proc_pid_status(5), NSpid). */
  private static int pidInside(int pid) {
    try {
      return VirtualFile.read("/proc/" + pid + "/status")
          .lines()
          .filter(line -> line.startsWith("NSpid:"))
          .map(line -> Integer.parseInt(line.substring(line.lastIndexOf('\t') + 1)))
          .findFirst()
          .orElse(pid);
    } catch (ErrnoException e) {
      throw StepException.ofCall("hooks", "look up init", e);
    }
  }
}
