package dev.davit.runtime.installed;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Signal;
import dev.davit.linux.process.PidFd;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.host.ProgramPath;
import dev.davit.runtime.state.ContainerDescription;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What belongs to one container of an installed runtime, in the directory of its state: its bundle,
 * the runtime's own records, its log. All of it goes with the state; what is elsewhere, a cgroup
 * and processes, is cleared away before.
 *
 * <pre>
 *   program          the path of the runtime
 *   bundle/          config.json, and rootfs, which is empty here: it is mounted for the runtime only
 *   root/            what the runtime records (--root)
 *   log, pid         what it says, and its container's first process
 *   driver           the runtime's own process while it waits for the container
 * </pre>
 */
public final class RuntimeDirectory {

  private static final String NAME = "runtime";

  /** A runtime keeps what it knows about a container below a name that has the id in it. */
  private static final int DEPTH = 2;

  private final Path directory;

  private RuntimeDirectory(Path directory) {
    this.directory = directory;
  }

  /** That of a container, whether there is one or not. */
  public static RuntimeDirectory of(Path stateDirectory) {
    return new RuntimeDirectory(stateDirectory.resolve(NAME));
  }

  /** Makes it. */
  public void make(InstalledRuntime runtime) {
    try {
      Files.createDirectories(rootfs());
      Files.createDirectory(root());
      Files.writeString(directory.resolve("program"), runtime.program().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The runtime of the container; empty if it is Davit's own. */
  public Optional<InstalledRuntime> runtime() {
    return text("program").map(path -> new InstalledRuntime(Path.of(path)));
  }

  /** The bundle. */
  public Path bundle() {
    return directory.resolve("bundle");
  }

  /** Where the runtime finds the root filesystem. */
  public Path rootfs() {
    return bundle().resolve("rootfs");
  }

  private Path root() {
    return directory.resolve("root");
  }

  /** What the runtime has said. */
  public Path log() {
    return directory.resolve("log");
  }

  /** Writes the configuration. */
  public void write(Spec spec) {
    try {
      Files.writeString(bundle().resolve("config.json"), spec.toJson());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The arguments with which the runtime runs the container and waits for it, its name first. */
  public List<String> arguments(InstalledRuntime runtime, ContainerId id) {
    List<String> words = new ArrayList<>(List.of(runtime.name()));
    words.addAll(RuntimeCall.options(root(), log()));
    words.addAll(List.of("run", "--bundle", bundle().toString()));
    words.addAll(List.of("--pid-file", directory.resolve("pid").toString(), id.value()));
    return words;
  }

  /** The container's first process; empty as long as it has not been started. */
  public Optional<Integer> init() {
    return text("pid").filter(text -> text.matches("[1-9][0-9]*")).map(Integer::valueOf);
  }

  /** Remembers the process of the runtime, for whoever clears away what was interrupted. */
  public void keepDriver(ProcessIdentity driver) {
    try {
      Files.writeString(directory.resolve("driver"), driver.pid() + " " + driver.startTicks());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<ProcessIdentity> driver() {
    return text("driver")
        .map(text -> text.split(" "))
        .filter(words -> words.length == 2)
        .map(words -> new ProcessIdentity(Integer.parseInt(words[0]), Long.parseLong(words[1])));
  }

  /**
   * Clears away what is left of the container outside of this directory; does nothing if it is
   * Davit's own.
   *
   * @return what the runtime failed at, which keeps nothing from going on
   */
  public Optional<String> clear(ContainerDescription description, Host host) {
    Optional<InstalledRuntime> runtime = runtime();
    if (runtime.isEmpty()) {
      return Optional.empty();
    }
    driver().ifPresent(RuntimeDirectory::kill);
    Optional<String> failed = delete(runtime.get(), description.id());
    description
        .cgroup()
        .map(path -> Cgroup.open(host.cgroups(), path))
        .ifPresent(
            cgroup -> {
              if (cgroup.exists()) {
                cgroup.kill();
              }
              cgroup.removeEverywhere();
            });
    return failed;
  }

  /** Has it remove what it still knows, unless it has gone from this machine. */
  private Optional<String> delete(InstalledRuntime runtime, ContainerId id) {
    if (!knows(id) || !ProgramPath.isProgram(runtime.program())) {
      return Optional.empty();
    }
    try {
      runtime.containers(root()).delete(id, true);
      return Optional.empty();
    } catch (InstalledException e) {
      return Optional.of(e.getMessage());
    }
  }

  private boolean knows(ContainerId id) {
    try (Stream<Path> entries = Files.walk(root(), DEPTH)) {
      return entries.anyMatch(entry -> entry.getFileName().toString().contains(id.value()));
    } catch (IOException | UncheckedIOException e) {
      return Files.isDirectory(root());
    }
  }

  private static void kill(ProcessIdentity driver) {
    try (Fd process = PidFd.open(driver.pid())) {
      // looked at after the descriptor was opened: now the number cannot change its meaning
      if (driver.isAlive()) {
        PidFd.signal(process, Signal.KILL);
      }
    } catch (ErrnoException e) {
      if (!e.is(Errno.ESRCH)) {
        throw new UncheckedIOException(new IOException(e));
      }
    }
  }

  private Optional<String> text(String file) {
    try {
      return Optional.of(Files.readString(directory.resolve(file)).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
