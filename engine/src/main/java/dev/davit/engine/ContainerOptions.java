package dev.davit.engine;

import dev.davit.engine.network.NetworkRequest.HostPort;
import dev.davit.oci.runtime.Cpu;
import dev.davit.oci.runtime.Memory;
import dev.davit.oci.runtime.Pids;
import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.installed.InstalledRuntime;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was asked of a container, as values: what a {@link ContainerBuilder} has gathered. What
 * is absent is left to the image and to the defaults.
 *
 * @param root where its files come from
 * @param name what people call it, unique below one data root
 * @param process the program
 * @param limits what it may use
 * @param security what it may do
 * @param hostname in its UTS namespace; by default the first 12 characters of its id
 * @param network which network it sees
 * @param ports of the host that lead into it, with {@link Network#PASTA}
 * @param volumes files and directories of the host
 * @param tmpfs file systems in memory
 * @param labels free text for the user's own ends
 * @param cgroupParent the cgroup below which its own is made, such as {@code /batch}
 * @param autoRemove whether nothing of it is kept once it has ended
 * @param runtime the installed runtime that runs it; empty for Davit's own
 */
public record ContainerOptions(
    RootFiles root,
    Optional<String> name,
    ProcessOptions process,
    Limits limits,
    Security security,
    Optional<String> hostname,
    Network network,
    List<HostPort> ports,
    List<Volume> volumes,
    List<Tmpfs> tmpfs,
    Map<String, String> labels,
    Optional<String> cgroupParent,
    boolean autoRemove,
    Optional<InstalledRuntime> runtime) {

  private static final int MAX_CPUS = 1_000_000;

  /** Copies lists and maps. */
  public ContainerOptions {
    ports = List.copyOf(ports);
    volumes = List.copyOf(volumes);
    tmpfs = List.copyOf(tmpfs);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** Where the files of a container come from. */
  public sealed interface RootFiles {

    /**
     * An image of the store.
     *
     * @param image its name, or its id or the beginning of it
     */
    record FromImage(String image) implements RootFiles {
      @Override
      public String toString() {
        return image;
      }
    }

    /**
     * A directory of the host, {@code /} too. It is the lower layer of an overlay: nothing the
     * container does changes it.
     *
     * @param directory absolute
     */
    record FromDirectory(Path directory) implements RootFiles {
      @Override
      public String toString() {
        return directory.toString();
      }
    }
  }

  /**
   * The program.
   *
   * @param entrypoint replaces that of the image, and drops the image's command with it
   * @param command replaces that of the image
   * @param environment added to that of the image; the later of two values holds
   * @param workingDirectory in the container, absolute
   * @param user {@code USER[:GROUP]}, names of the container's own files or numbers
   * @param terminal whether it gets a terminal for its input and output
   * @param keepStdin whether its input stays open; otherwise it reads end of file
   */
  public record ProcessOptions(
      Optional<List<String>> entrypoint,
      List<String> command,
      Map<String, String> environment,
      Optional<String> workingDirectory,
      Optional<String> user,
      boolean terminal,
      boolean keepStdin) {

    /** Copies lists and maps. */
    public ProcessOptions {
      entrypoint = entrypoint.map(List::copyOf);
      command = List.copyOf(command);
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }
  }

  /**
   * What a container may use. They hold for all its processes together.
   *
   * @param memoryBytes memory, with the pages of files that are cached for it
   * @param cpus processors' worth of time, such as 0.5
   * @param pids processes and threads
   * @param cpuset the processors it may run on, such as {@code 0-3,6}
   */
  public record Limits(
      Optional<Long> memoryBytes,
      Optional<Double> cpus,
      Optional<Long> pids,
      Optional<String> cpuset) {

    /**
     * Refuses what limits nothing.
     *
     * @throws OptionException if an amount is not more than 0
     */
    public Limits {
      if (memoryBytes.isPresent() && memoryBytes.get() <= 0) {
        throw new OptionException("memory", memoryBytes.get() + ": must be more than 0");
      }
      if (cpus.isPresent() && !(cpus.get() > 0 && cpus.get() < MAX_CPUS)) {
        throw new OptionException(
            "cpus", cpus.get() + ": must be a number more than 0, such as 0.5");
      }
      if (pids.isPresent() && pids.get() <= 0) {
        throw new OptionException("pids", pids.get() + ": must be more than 0");
      }
    }

    /** No limit: the start of a chain of withers. */
    public static Limits none() {
      return new Limits(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether nothing is limited. */
    public boolean isNone() {
      return equals(none());
    }

    /** A copy with a limit of memory in bytes. */
    public Limits withMemoryBytes(long limitBytes) {
      return new Limits(Optional.of(limitBytes), cpus, pids, cpuset);
    }

    /** A copy with a limit of memory, such as {@code 64m}. */
    public Limits withMemory(String limit) {
      return withMemoryBytes(ByteSize.parse("memory", limit));
    }

    /** A copy with a limit of processor time, such as 0.5 processors' worth. */
    public Limits withCpus(double cpus) {
      return new Limits(memoryBytes, Optional.of(cpus), pids, cpuset);
    }

    /** A copy with a limit of processes and threads. */
    public Limits withPids(long limit) {
      return new Limits(memoryBytes, cpus, Optional.of(limit), cpuset);
    }

    /** A copy with the processors that may be run on, such as {@code 0-3,6}. */
    public Limits withCpuset(String processors) {
      return new Limits(memoryBytes, cpus, pids, Optional.of(processors));
    }

    /** As an OCI configuration has them. */
    Resources resources() {
      Resources resources = Resources.empty();
      if (memoryBytes.isPresent()) {
        resources = resources.withMemory(Memory.empty().withLimit(memoryBytes.get()));
      }
      if (cpus.isPresent() || cpuset.isPresent()) {
        Cpu cpu = Cpu.empty();
        if (cpus.isPresent()) {
          long quota = Math.round(cpus.get() * Defaults.CPU_PERIOD_MICROS);
          cpu =
              cpu.withPeriod(Defaults.CPU_PERIOD_MICROS)
                  .withQuota(Math.max(quota, Defaults.MIN_CPU_QUOTA_MICROS));
        }
        if (cpuset.isPresent()) {
          cpu = cpu.withCpus(cpuset.get());
        }
        resources = resources.withCpu(cpu);
      }
      if (pids.isPresent()) {
        resources = resources.withPids(Pids.of(pids.get()));
      }
      return resources;
    }
  }

  /**
   * What a container may do.
   *
   * @param readOnly whether its root file system refuses writes
   * @param capAdd capabilities on top of the default set, or {@code ALL}
   * @param capDrop capabilities taken from the default set, or {@code ALL}
   * @param noNewPrivileges whether programs with the set-user-id bit or file capabilities gain
   *     nothing (prctl(2), PR_SET_NO_NEW_PRIVS)
   * @param seccomp whether the default system call filter holds
   */
  public record Security(
      boolean readOnly,
      List<String> capAdd,
      List<String> capDrop,
      boolean noNewPrivileges,
      boolean seccomp) {

    /** Copies the lists. */
    public Security {
      capAdd = List.copyOf(capAdd);
      capDrop = List.copyOf(capDrop);
    }
  }
}
