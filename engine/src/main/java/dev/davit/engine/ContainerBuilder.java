package dev.davit.engine;

import dev.davit.engine.ContainerOptions.Limits;
import dev.davit.engine.ContainerOptions.ProcessOptions;
import dev.davit.engine.ContainerOptions.RootFiles;
import dev.davit.engine.ContainerOptions.Security;
import dev.davit.engine.network.NetworkRequest.HostPort;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.ScopeName;
import dev.davit.runtime.installed.InstalledRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Gathers what a container shall be. Every method but {@link #start()}, {@link #run()} and {@link
 * #plan()} only remembers; these three read and do. The words are those of {@code davit run}.
 *
 * <p>A builder is used by one thread, and may start any number of containers.
 */
public final class ContainerBuilder {

  /** hostname(7), and the underscore that people use all the same. */
  private static final Pattern HOSTNAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,63}");

  private final Davit davit;
  private final RootFiles root;
  private Optional<String> name = Optional.empty();
  private Optional<List<String>> entrypoint = Optional.empty();
  private List<String> command = List.of();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Optional<String> workingDirectory = Optional.empty();
  private Optional<String> user = Optional.empty();
  private boolean keepStdin;
  private Limits limits = Limits.none();
  private boolean readOnly;
  private final List<String> capAdd = new ArrayList<>();
  private final List<String> capDrop = new ArrayList<>();
  private boolean noNewPrivileges;
  private boolean seccomp = true;
  private Optional<String> hostname = Optional.empty();
  private Network network = Network.NONE;
  private final List<HostPort> ports = new ArrayList<>();
  private final List<Volume> volumes = new ArrayList<>();
  private final List<Tmpfs> tmpfs = new ArrayList<>();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private Optional<String> cgroupParent = Optional.empty();
  private boolean autoRemove = true;
  private Optional<InstalledRuntime> runtime = Optional.empty();
  private Stdio stdio = Stdio.pipes();

  ContainerBuilder(Davit davit, RootFiles root) {
    this.davit = davit;
    this.root = root;
  }

  /**
   * What people call it; unique among the containers of this data root.
   *
   * @throws OptionException if it is no name
   */
  public ContainerBuilder name(String name) {
    this.name = Optional.of(NameIndex.check(name));
    return this;
  }

  /** The program and its arguments; for an image with an entrypoint, the arguments of that. */
  public ContainerBuilder command(String... command) {
    return command(List.of(command));
  }

  /** The program and its arguments; for an image with an entrypoint, the arguments of that. */
  public ContainerBuilder command(List<String> command) {
    this.command = List.copyOf(command);
    return this;
  }

  /** Replaces the image's entrypoint and command; none at all to run the command as it is. */
  public ContainerBuilder entrypoint(String... entrypoint) {
    this.entrypoint = Optional.of(List.of(entrypoint));
    return this;
  }

  /**
   * Sets an environment variable.
   *
   * @throws OptionException if the name is empty or has an equals sign
   */
  public ContainerBuilder env(String name, String value) {
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new OptionException("env", "\"" + name + "\": not the name of a variable");
    }
    environment.put(name, value);
    return this;
  }

  /** The working directory, absolute in the container. */
  public ContainerBuilder workdir(String directory) {
    workingDirectory = Optional.of(directory);
    return this;
  }

  /** {@code USER[:GROUP]}, by the names of the container's own files or by number. */
  public ContainerBuilder user(String user) {
    this.user = Optional.of(user);
    return this;
  }

  /** Its name in its own UTS namespace. */
  public ContainerBuilder hostname(String hostname) {
    if (!HOSTNAME.matcher(hostname).matches()) {
      throw new OptionException(
          "hostname",
          "\"" + hostname + "\": use letters, digits, - and dots, at most 64 (sethostname(2))");
    }
    this.hostname = Optional.of(hostname);
    return this;
  }

  /** Makes its root file system refuse writes; volumes and tmpfs do not. */
  public ContainerBuilder readOnly() {
    readOnly = true;
    return this;
  }

  /** Which network it sees; by default none. */
  public ContainerBuilder network(Network network) {
    this.network = network;
    return this;
  }

  /** Has a port of the host lead into it; for {@link Network#PASTA}. */
  public ContainerBuilder publish(HostPort port) {
    ports.add(port);
    return this;
  }

  /**
   * The memory of all its processes, such as {@code 64m}.
   *
   * @throws OptionException if it is no amount
   */
  public ContainerBuilder memory(String limit) {
    limits = limits.withMemory(limit);
    return this;
  }

  /** The memory of all its processes in bytes. */
  public ContainerBuilder memoryBytes(long limitBytes) {
    limits = limits.withMemoryBytes(limitBytes);
    return this;
  }

  /** Processors' worth of time, such as 0.5. */
  public ContainerBuilder cpus(double cpus) {
    limits = limits.withCpus(cpus);
    return this;
  }

  /** How many processes and threads it may have at once. */
  public ContainerBuilder pids(long limit) {
    limits = limits.withPids(limit);
    return this;
  }

  /** The processors it may run on, such as {@code 0-3,6}. */
  public ContainerBuilder cpuset(String processors) {
    limits = limits.withCpuset(processors);
    return this;
  }

  /** All limits at once, in place of those that were set before. */
  public ContainerBuilder limits(Limits limits) {
    this.limits = limits;
    return this;
  }

  /** Adds a capability to the default set, by its name with or without CAP_; or ALL. */
  public ContainerBuilder capAdd(String... capabilities) {
    capAdd.addAll(List.of(capabilities));
    return this;
  }

  /** Takes a capability from the default set, by its name with or without CAP_; or ALL. */
  public ContainerBuilder capDrop(String... capabilities) {
    capDrop.addAll(List.of(capabilities));
    return this;
  }

  /** Set-user-id programs and file capabilities give nothing inside. */
  public ContainerBuilder noNewPrivileges() {
    noNewPrivileges = true;
    return this;
  }

  /** Runs it without the default system call filter (seccomp(2)). */
  public ContainerBuilder withoutSeccomp() {
    seccomp = false;
    return this;
  }

  /** Mounts a file or directory of the host: {@code SRC:DST[:ro]}. */
  public ContainerBuilder volume(String volume) {
    return volume(Volume.parse(volume, davit.volumesDirectory()));
  }

  /** Mounts a file or directory of the host. */
  public ContainerBuilder volume(Volume volume) {
    refuseTwice("volume", volume.destination());
    volumes.add(volume);
    return this;
  }

  /** Mounts a file system in memory: {@code DST[:size=64m]}. */
  public ContainerBuilder tmpfs(String tmpfs) {
    Tmpfs mount = Tmpfs.parse(tmpfs);
    refuseTwice("tmpfs", mount.destination());
    this.tmpfs.add(mount);
    return this;
  }

  private void refuseTwice(String option, String destination) {
    boolean taken =
        volumes.stream().anyMatch(v -> v.destination().equals(destination))
            || tmpfs.stream().anyMatch(t -> t.destination().equals(destination));
    if (taken) {
      throw new OptionException(option, destination + ": something else is mounted there already");
    }
  }

  /** Attaches free text, to find the container again. */
  public ContainerBuilder label(String name, String value) {
    labels.put(name, value);
    return this;
  }

  /**
   * The cgroup below which the container's own is made; by default {@code /davit}. Of a slice, such
   * as {@code machine.slice}, systemd is asked for a scope in it.
   *
   * @throws OptionException if it is neither the absolute path of a cgroup nor the name of a slice
   */
  public ContainerBuilder cgroupParent(String path) {
    try {
      cgroupParent =
          Optional.of(
              ScopeName.isSlice(path)
                  ? new ScopeName(path, "any.scope").slice()
                  : new CgroupPath(path).toString());
    } catch (IllegalArgumentException e) {
      throw new OptionException("cgroup-parent", e.getMessage());
    }
    return this;
  }

  /**
   * Keeps its files and its exit status when it has ended, until {@link Davit#remove}. Otherwise
   * {@link RunningContainer#close} removes them.
   */
  public ContainerBuilder keep() {
    autoRemove = false;
    return this;
  }

  /**
   * Which runtime runs it: {@code davit}, which is the default, or one that is installed here and
   * has the command line of runc, by its name in PATH or by a path with a slash.
   *
   * @throws dev.davit.runtime.installed.InstalledException if there is no such program
   */
  public ContainerBuilder runtime(String nameOrPath) {
    runtime =
        nameOrPath.equals(InstalledRuntime.DAVIT)
            ? Optional.empty()
            : Optional.of(InstalledRuntime.find(nameOrPath));
    return this;
  }

  /** Leaves its standard input open for {@link RunningContainer#stdin()}. */
  public ContainerBuilder keepStdin() {
    keepStdin = true;
    return this;
  }

  /** What its standard input, output and error are; by default pipes, and an input at its end. */
  public ContainerBuilder stdio(Stdio stdio) {
    this.stdio = stdio;
    return this;
  }

  /**
   * Starts it. When this returns, the program has been executed.
   *
   * @throws dev.davit.oci.DavitException if it cannot be started; nothing of it is left
   */
  public RunningContainer start() {
    return davit.start(options(), stdio);
  }

  /**
   * Starts it, waits for its end and removes it, keeping what it has printed in memory.
   *
   * @throws dev.davit.oci.DavitException if it cannot be started; nothing of it is left
   * @throws InterruptedException if the thread is interrupted; the container is killed
   */
  public CapturedRun run() throws InterruptedException {
    try (RunningContainer container = davit.start(options(), Stdio.pipes())) {
      return CapturedRun.of(container);
    }
  }

  /**
   * What {@link #start()} would do, system call by system call. Nothing is made or changed, and no
   * privileges are needed beyond reading the image.
   *
   * @throws dev.davit.oci.DavitException if it could not be started
   */
  public PlannedStart plan() {
    return davit.plan(options(), stdio);
  }

  /** What was gathered so far. */
  ContainerOptions options() {
    return new ContainerOptions(
        root,
        name,
        new ProcessOptions(
            entrypoint,
            command,
            environment,
            workingDirectory,
            user,
            stdio instanceof Stdio.Terminal,
            keepStdin),
        limits,
        new Security(readOnly, capAdd, capDrop, noNewPrivileges, seccomp),
        hostname,
        network,
        ports,
        volumes,
        tmpfs,
        labels,
        cgroupParent,
        autoRemove,
        runtime);
  }

  /** For the directory of a root file system. */
  static RootFiles directory(Path directory) {
    return new RootFiles.FromDirectory(directory.toAbsolutePath().normalize());
  }
}
