package dev.davit.runtime;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Descriptors;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.CgroupReading;
import dev.davit.runtime.cgroup.CgroupStats;
import dev.davit.runtime.cgroup.HierarchyChoice;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.host.HostProbe;
import dev.davit.runtime.installed.InstalledRuntime;
import dev.davit.runtime.launch.Checkpointer;
import dev.davit.runtime.launch.Executor;
import dev.davit.runtime.launch.InstalledLauncher;
import dev.davit.runtime.launch.Joined;
import dev.davit.runtime.launch.Launcher;
import dev.davit.runtime.launch.LiveMounts;
import dev.davit.runtime.launch.Restorer;
import dev.davit.runtime.launch.RootMount;
import dev.davit.runtime.launch.UserLookup;
import dev.davit.runtime.plan.Findings;
import dev.davit.runtime.plan.StartPlan;
import dev.davit.runtime.process.Abandoned;
import dev.davit.runtime.process.RecordedContainer;
import dev.davit.runtime.process.RunningContainer;
import dev.davit.runtime.process.RunningExec;
import dev.davit.runtime.process.Watcher;
import dev.davit.runtime.seccomp.SeccompFilters;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ContainerState;
import dev.davit.runtime.state.StateDirectory;
import dev.davit.runtime.state.StateEntry;
import dev.davit.runtime.state.StateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts containers, and sees, signals and removes those that any process has started below the
 * same state root. There is no global state: many runtimes may be open side by side. It is safe for
 * use by many threads.
 */
public final class Runtime implements AutoCloseable {

  /** Where containers are recorded if nothing else is said. */
  public static final Path DEFAULT_STATE_ROOT = Path.of("/run/davit");

  private final Path stateRoot;
  private final Host host;
  private final SeccompFilters filters;
  private Optional<StateDirectory> states = Optional.empty();
  private Optional<Launcher> launcher = Optional.empty();
  private Optional<Watcher> watcher = Optional.empty();

  private Runtime(Path stateRoot, Host host) {
    this.stateRoot = stateRoot.toAbsolutePath().normalize();
    this.filters = new SeccompFilters(this.stateRoot.resolve("seccomp"));
    this.host = host;
  }

  /**
   * Opens the runtime whose containers are recorded below a directory; it need not exist yet.
   *
   * @throws dev.davit.oci.DavitException if this machine cannot be probed
   */
  public static Runtime open(Path stateRoot) {
    return open(stateRoot, HostProbe.host());
  }

  /** Opens a runtime that believes what it is told about this machine. */
  public static Runtime open(Path stateRoot, Host host) {
    return new Runtime(stateRoot, host);
  }

  /** Where its containers are recorded. */
  public Path stateRoot() {
    return stateRoot;
  }

  /** What this machine offers. */
  public Host host() {
    return host;
  }

  /**
   * What {@link #start} would do, step by step, in strace notation. Needs no privileges and changes
   * nothing. A user is looked up in the directory or in the topmost layer that knows users.
   *
   * @throws dev.davit.oci.json.SpecException if the configuration asks for what is wrong or not
   *     supported, with all such problems
   * @throws StepException if the user is not known
   */
  public StartPlan plan(ContainerRequest request) {
    StartPlan.check(request, host);
    Optional<byte[]> filter = request.spec().linux().flatMap(Linux::seccomp).map(filters::planned);
    Resources resources =
        request.spec().linux().flatMap(Linux::resources).orElse(Resources.empty());
    List<String> v1 =
        host.cgroups().v1Hierarchies(Launcher.cgroupPath(request), resources).stream()
            .map(hierarchy -> hierarchy.mountPoint().getFileName().toString())
            .toList();
    return StartPlan.of(withUser(request), host, Findings.of(v1, filter));
  }

  /**
   * Mounts the root filesystem of a container that does not run, where only the caller sees it.
   *
   * @return the descriptor of its root, which the caller closes
   * @throws StepException if it cannot be mounted
   */
  public Fd mountRoot(RootSource root) {
    return RootMount.open(root, host);
  }

  private static ContainerRequest withUser(ContainerRequest request) {
    if (request.user().isEmpty()) {
      return request;
    }
    List<Path> layers =
        request.root() instanceof RootSource.Overlay overlay
            ? overlay.lowerdirs()
            : List.of(((RootSource.Directory) request.root()).path());
    Path root =
        layers.stream()
            .filter(layer -> Files.exists(layer.resolve("etc/passwd")))
            .findFirst()
            .orElse(layers.get(0));
    try (Fd fd =
        Descriptors.open(Fd.CWD, root.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)) {
      return UserLookup.resolve(request, fd);
    } catch (ErrnoException e) {
      throw StepException.ofCall("root filesystem", "open", e);
    }
  }

  /**
   * Starts a container and returns when its program has been executed.
   *
   * @throws dev.davit.oci.json.SpecException if the configuration asks for what is wrong or not
   *     supported, with all such problems
   * @throws StepException if a step failed; nothing is left then
   * @throws dev.davit.oci.DavitException if a cgroup or the state cannot be made
   */
  public Container start(ContainerRequest request) {
    return start(request, HierarchyChoice.LIMITED);
  }

  /** As above, and says which v1 hierarchies it gets a cgroup in. */
  public Container start(ContainerRequest request, HierarchyChoice hierarchies) {
    Abandoned.reap();
    Watcher ready = watcher();
    return RunningContainer.watch(launcher().launch(request, hierarchies), states(), ready);
  }

  /**
   * Starts a container by a runtime that is installed on this machine, and returns when that has
   * started it. It is seen, signalled and removed like all others.
   *
   * @throws dev.davit.runtime.installed.InstalledException if the runtime cannot start it, with its
   *     own words; nothing is left then
   * @throws ContainerException that {@link ContainerException#isUnsupported} if it asks for what
   *     only Davit's own runtime does
   * @throws StepException if the root filesystem cannot be mounted; nothing is left then
   */
  public Container start(ContainerRequest request, InstalledRuntime runtime) {
    Abandoned.reap();
    Watcher ready = watcher();
    return RunningContainer.watch(
        new InstalledLauncher(host, states(), filters).launch(request, runtime), states(), ready);
  }

  /**
   * Creates a container, whose init waits until {@link #start(ContainerId)}. Init is a child of
   * this JVM.
   *
   * @throws dev.davit.oci.json.SpecException if the configuration asks for what is wrong or not
   *     supported, with all such problems
   * @throws StepException if a step failed; nothing is left then
   * @throws dev.davit.oci.DavitException if a cgroup or the state cannot be made
   */
  public CreatedContainer create(ContainerRequest request, CreateOptions options) {
    Abandoned.reap();
    return launcher().create(request, options);
  }

  /**
   * Starts a container that was created, and returns when its program has been executed. Works from
   * any process.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     wait to be started
   * @throws StepException if a step or a hook failed; the container is stopped then
   */
  public void start(ContainerId id) {
    Abandoned.reap();
    new RecordedContainer(id, states(), host).start();
  }

  /** All containers below the state root, by name, as of now; corrupt entries are left out. */
  public List<ContainerState> containers() {
    List<ContainerState> known = new ArrayList<>();
    for (StateEntry entry : states().list()) {
      if (entry instanceof StateEntry.Known) {
        observe(entry.id()).ifPresent(known::add);
      }
    }
    return known;
  }

  private Optional<ContainerState> observe(ContainerId id) {
    try {
      return Optional.of(states().observe(id));
    } catch (StateException e) {
      // removed, or damaged, since it was listed
      return Optional.empty();
    }
  }

  /** All entries below the state root, by name: states, and what cannot be read. */
  public List<StateEntry> entries() {
    Abandoned.reap();
    return states().list();
  }

  /**
   * Containers whose maker was killed before it had recorded that they run; perhaps they do. {@link
   * #delete} removes all that there is of them.
   */
  public List<ContainerId> interrupted() {
    return states().interrupted();
  }

  /** What removals have left of the run state that were interrupted. */
  public List<Path> halfRemoved() {
    return states().removals().left();
  }

  /** Removes what removals have left that were interrupted; every {@link #delete} does so too. */
  public void sweep() {
    states().removals().sweep();
  }

  /**
   * The state of a container, as of now.
   *
   * @throws dev.davit.runtime.state.StateException if there is none of this name
   */
  public ContainerState state(ContainerId id) {
    return states().observe(id);
  }

  /**
   * Sends a signal to a container's first process, or to all of its processes. Works from any
   * process.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   */
  public void kill(ContainerId id, Signal signal, boolean all) {
    new RecordedContainer(id, states(), host).kill(signal, all);
  }

  /**
   * Removes what is left of a container: cgroup and state. Works from any process.
   *
   * @param force whether to kill it if it runs
   * @return what its {@code poststop} hooks failed at, which keeps nothing from going on
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it runs
   */
  public List<String> delete(ContainerId id, boolean force) {
    Abandoned.reap();
    return new RecordedContainer(id, states(), host).delete(force);
  }

  /**
   * A descriptor that the supervisor of a container holds for whoever comes later: the other ends
   * of {@link Stdio.Held}, in the order in which they were given, or the master of a terminal.
   *
   * @param index from 0
   * @return empty if the container has no supervisor any more
   */
  public Optional<Fd> heldDescriptor(ContainerId id, int index) {
    return new RecordedContainer(id, states(), host).heldDescriptor(index);
  }

  /**
   * Waits until a container has ended. Works from any process.
   *
   * @return empty if it still runs when the time is over
   * @throws dev.davit.runtime.state.StateException if there is no such container
   * @throws ContainerException if nobody knows how it ended
   */
  public Optional<ContainerExit> awaitExit(ContainerId id, Duration timeout) {
    return new RecordedContainer(id, states(), host).awaitExit(timeout);
  }

  /**
   * Executes one more process in a container that runs, and returns when its program has been
   * executed. Works from any process; the new one is a child of this JVM.
   *
   * @throws dev.davit.oci.json.SpecException if the process asks for what is wrong or not
   *     supported, with all such problems
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   * @throws ContainerException if it is paused
   * @throws StepException if a step failed; nothing is left then
   */
  public ExecSession exec(ContainerId id, ExecRequest request) {
    Abandoned.reap();
    Watcher ready = watcher();
    return RunningExec.watch(new Executor(host, states()).execute(id, request), ready);
  }

  /**
   * Executes one more process in a container that runs, as {@link #exec} does, and waits for it no
   * more: when this JVM ends, the process and its end belong to the nearest subreaper above
   * (prctl(2)).
   *
   * @return the process, whose descriptors are the caller's
   */
  public Joined execDetached(ContainerId id, ExecRequest request) {
    return new Executor(host, states()).execute(id, request);
  }

  /**
   * Stops all processes of a container until {@link #resume}. Works from any process.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   * @throws ContainerException if they have not all stopped within ten seconds; they run on then
   */
  public void pause(ContainerId id) {
    new RecordedContainer(id, states(), host).pause();
  }

  /**
   * Lets the processes of a container go on. Works from any process.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   */
  public void resume(ContainerId id) {
    new RecordedContainer(id, states(), host).resume();
  }

  /** Whether a container is paused; false where it does not run. Works from any process. */
  public boolean isPaused(ContainerId id) {
    return new RecordedContainer(id, states(), host).isPaused();
  }

  /**
   * Changes the limits of a container that runs; what is not given stays. Works from any process.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   * @throws dev.davit.runtime.cgroup.CgroupException if a limit cannot be enforced; earlier ones
   *     are in force then
   */
  public void update(ContainerId id, Resources resources) {
    new RecordedContainer(id, states(), host).update(resources);
  }

  /**
   * Adds mounts to a container that runs, in their order: bind mounts, whose sources are paths of
   * the host, and tmpfs. Works from any process. Its configuration stays as it is.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   * @throws dev.davit.oci.json.SpecException if a mount is wrong or cannot be added
   * @throws StepException if a step failed; the mounts before it are there then
   */
  public void addMounts(ContainerId id, List<Mount> mounts) {
    new LiveMounts(host, states()).add(id, mounts);
  }

  /**
   * Removes what is mounted on the destinations of mounts, in their order, with all below it. Works
   * from any process.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   * @throws StepException if a step failed, such as where nothing is mounted
   */
  public void removeMounts(ContainerId id, List<Mount> mounts) {
    new LiveMounts(host, states()).remove(id, mounts);
  }

  /**
   * What a container uses. Works from any process.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   */
  public CgroupStats stats(ContainerId id) {
    return new RecordedContainer(id, states(), host).stats();
  }

  /**
   * The files of a container's cgroup, for the kernel's own figures. Works from any process.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   */
  public CgroupReading cgroupFiles(ContainerId id) {
    return new RecordedContainer(id, states(), host).cgroupFiles();
  }

  /**
   * Changes, or sets for the first time, what of the caches and of the memory's bandwidth a
   * container may use (resctrl). Works from any process.
   *
   * @param l3CacheSchema lines for caches, such as {@code L3:0=f;1=f0}
   * @param memBwSchema a line for the bandwidth, such as {@code MB:0=20;1=70}
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   * @throws StepException if this machine has no such limits, or refuses these
   */
  public void updateRdt(
      ContainerId id, Optional<String> l3CacheSchema, Optional<String> memBwSchema) {
    new RecordedContainer(id, states(), host).updateRdt(l3CacheSchema, memBwSchema);
  }

  /**
   * The processes of a container, as the host numbers them. Works from any process.
   *
   * @throws dev.davit.runtime.state.StateException if there is no such container, or it does not
   *     run
   */
  public List<Integer> processes(ContainerId id) {
    return new RecordedContainer(id, states(), host).processes();
  }

  /** Saves and restores its containers. */
  public Checkpoints checkpoints() {
    return new Checkpoints(
        new Checkpointer(host, states()),
        new Restorer(host, states(), filters),
        states(),
        this::watcher);
  }

  private synchronized StateDirectory states() {
    if (states.isEmpty()) {
      states = Optional.of(StateDirectory.open(stateRoot, StateDirectory.Durability.MEMORY));
    }
    return states.get();
  }

  private synchronized Launcher launcher() {
    if (launcher.isEmpty()) {
      launcher = Optional.of(new Launcher(host, states(), filters));
    }
    return launcher.get();
  }

  private synchronized Watcher watcher() {
    if (watcher.isEmpty()) {
      try {
        watcher = Optional.of(Watcher.start());
      } catch (ErrnoException e) {
        throw StepException.ofCall("watch containers", "start", e);
      }
    }
    return watcher.get();
  }

  /** Stops watching. The containers run on. */
  @Override
  public synchronized void close() {
    watcher.ifPresent(Watcher::close);
    watcher = Optional.empty();
  }
}
