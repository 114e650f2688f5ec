package dev.davit.runtime.state;

import dev.davit.linux.KillPoint;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Spec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The states of the containers of one instance: {@code <root>/containers/<id>/state.json}, written
 * to another name first and renamed, so that a reader sees the old or the new state and never a
 * part.
 *
 * <p>It may be used by many threads and processes at once. Making and removing a container are
 * atomic: of two that make the same name one wins, and what is being removed is renamed first.
 * Methods throw {@link StateException}.
 */
public final class StateDirectory {

  /** Whether a write waits until the disk has it. */
  public enum Durability {
    /**
     * For a root in memory, such as below {@code /run}: nothing survives a crash of the machine.
     */
    MEMORY,
    /** For a root on disk: fsync(2) of the file before the rename and of the directory after. */
    DISK
  }

  private static final String CONTAINERS = "containers";
  private static final String STATE = "state.json";
  private static final String EXIT = "exit";
  private static final String CONFIG = "config.json";
  private static final String FILTER = "seccomp.bpf";
  private static final String LATE_CALLS = "calls.json";

  private final Path containers;
  private final FileReplacement replacement;

  private StateDirectory(Path containers, Durability durability) {
    this.containers = containers;
    this.replacement = new FileReplacement(durability);
  }

  /** The states below a root; it is made, with mode 0700, if it is not there. */
  public static StateDirectory open(Path root, Durability durability) {
    Path containers = root.resolve(CONTAINERS);
    try {
      Files.createDirectories(
          containers,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw StateException.io("mkdir", containers, e);
    }
    return new StateDirectory(containers, durability);
  }

  /** The directory of a container, whether it exists or not. */
  public Path directory(ContainerId id) {
    return containers.resolve(id.value());
  }

  /** Where a container's supervisor writes the {@link ExitRecord}. */
  public Path exitFile(ContainerId id) {
    return directory(id).resolve(EXIT);
  }

  /** Keeps what is needed to blame a call that fails when a created container is started. */
  public void keepLateCalls(ContainerId id, LateCalls calls) {
    replacement.write(
        directory(id).resolve(LATE_CALLS), calls.toJson().getBytes(StandardCharsets.UTF_8));
  }

  /** The calls that are left to the init of a created container; none if that is not known. */
  public LateCalls lateCalls(ContainerId id) {
    Path file = directory(id).resolve(LATE_CALLS);
    try {
      return LateCalls.parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return new LateCalls(List.of());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw StateException.corrupt(file, e.getMessage(), e);
    } catch (IOException e) {
      throw StateException.io("read", file, e);
    }
  }

  /** Keeps the system call filter of a container, for processes that join it later. */
  public void keepFilter(ContainerId id, InstalledFilter filter) {
    Path file = directory(id).resolve(FILTER);
    KillPoint.reached();
    try {
      Files.write(file, filter.toBytes());
    } catch (IOException e) {
      throw StateException.io("write", file, e);
    }
  }

  /**
   * The system call filter of a container; empty if it has none.
   *
   * @throws StateException if there is one that cannot be read: a process must not join without it
   */
  public Optional<InstalledFilter> filter(ContainerId id) {
    Path file = directory(id).resolve(FILTER);
    try {
      return Optional.of(
          InstalledFilter.of(Files.readAllBytes(file))
              .orElseThrow(() -> StateException.corrupt(file, "no system call filter", null)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StateException.io("read", file, e);
    }
  }

  /**
   * Takes a name.
   *
   * @throws StateException ALREADY_EXISTS if it is taken
   */
  public void create(ContainerState.Creating state) {
    Path directory = directory(state.id());
    KillPoint.reached();
    try {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw StateException.alreadyExists(state.id(), directory);
    } catch (IOException e) {
      throw StateException.io("mkdir", directory, e);
    }
    try {
      store(state);
    } catch (StateException e) {
      try {
        remove(state.id());
      } catch (StateException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
  }

  /**
   * Writes the next state of a container.
   *
   * @throws StateException WRONG_STATE if it may not follow the one on disk, NOT_FOUND if there is
   *     none
   */
  public void update(ContainerState next) {
    ContainerState current = read(next.id());
    if (!current.allows(next)) {
      throw StateException.transition(current, next);
    }
    store(next);
  }

  /**
   * The state as it was written last.
   *
   * @throws StateException NOT_FOUND, or CORRUPT if the file cannot be understood
   */
  public ContainerState read(ContainerId id) {
    Path file = directory(id).resolve(STATE);
    try {
      ContainerState state = StateJson.read(Files.readString(file));
      if (!state.id().equals(id)) {
        throw StateException.corrupt(file, "is the state of container " + state.id(), null);
      }
      return state;
    } catch (NoSuchFileException e) {
      if (Files.isDirectory(directory(id))) {
        throw StateException.corrupt(file, "missing: its container was not made completely", e);
      }
      throw StateException.notFound(id, containers);
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw StateException.corrupt(file, e.getMessage(), e);
    } catch (IOException e) {
      throw StateException.io("read", file, e);
    }
  }

  /**
   * The state as it is now: a container that is recorded as alive, but whose first process is gone,
   * is stopped, with the exit that its supervisor recorded. Nothing is written.
   */
  public ContainerState observe(ContainerId id) {
    ContainerState state = read(id);
    boolean alive = state.process().map(ProcessIdentity::isAlive).orElse(true);
    if (state instanceof ContainerState.Creating creating) {
      alive = creating.owner().isAlive();
      if (!alive && !isLast(creating)) {
        return observe(id);
      }
    }
    if (alive && state instanceof ContainerState.Created created) {
      return StartFiles.startedAt(directory(id))
          .<ContainerState>map(
              since ->
                  new ContainerState.Running(
                      state.description(), created.init(), Optional.empty(), since))
          .orElse(state);
    }
    if (alive || state instanceof ContainerState.Stopped) {
      return state;
    }
    Optional<ExitRecord> exit = exit(id);
    boolean aboutToBeRecorded =
        exit.isEmpty()
            && state instanceof ContainerState.Running running
            && running.supervisor().map(ProcessIdentity::isAlive).orElse(false);
    if (aboutToBeRecorded) {
      return state;
    }
    return new ContainerState.Stopped(
        state.description(),
        exit.map(ExitRecord::finished).orElseGet(Instant::now),
        exit.map(ExitRecord::status),
        false);
  }

  /**
   * Whether it is still recorded now that its maker has ended, which may have made it meanwhile.
   */
  private boolean isLast(ContainerState.Creating left) {
    return read(left.id()).equals(left);
  }

  /** Keeps the configuration of a container for those who deal with it later. */
  public void keepConfig(ContainerId id, Spec spec) {
    replacement.write(
        directory(id).resolve(CONFIG), spec.toJson().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The configuration that was kept; empty if none was.
   *
   * @throws StateException CORRUPT if it cannot be understood
   */
  public Optional<Spec> config(ContainerId id) {
    Path file = directory(id).resolve(CONFIG);
    try {
      return Optional.of(Spec.parse(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (SpecException | CharacterCodingException e) {
      throw StateException.corrupt(file, e.getMessage(), e);
    } catch (IOException e) {
      throw StateException.io("read", file, e);
    }
  }

  /** What the supervisor of a container recorded; empty as long as it has not. */
  public Optional<ExitRecord> exit(ContainerId id) {
    try {
      return ExitRecord.read(exitFile(id));
    } catch (IOException e) {
      throw StateException.io("read", exitFile(id), e);
    }
  }

  /**
   * What the supervisor of a container will write, to be read when it has ended, even if the
   * container has been removed by then. The caller closes it; it is empty where there is no file.
   */
  public InputStream openExit(ContainerId id) {
    try {
      return Files.newInputStream(exitFile(id));
    } catch (NoSuchFileException e) {
      return InputStream.nullInputStream();
    } catch (IOException e) {
      throw StateException.io("read", exitFile(id), e);
    }
  }

  /** All containers by name; what cannot be read does not keep the others from being listed. */
  public List<StateEntry> list() {
    List<StateEntry> entries = new ArrayList<>();
    for (ContainerId id : names()) {
      try {
        entries.add(new StateEntry.Known(observe(id)));
      } catch (StateException e) {
        if (e.kind() != StateException.Kind.NOT_FOUND) {
          entries.add(new StateEntry.Unreadable(id, e.getMessage()));
        }
      }
    }
    return entries;
  }

  /** Removals, and what they have left that were interrupted. */
  public StateRemoval removals() {
    return new StateRemoval(containers);
  }

  /** Those whose maker has ended before they were made. */
  public List<ContainerId> interrupted() {
    List<ContainerId> interrupted = new ArrayList<>();
    for (ContainerId id : names()) {
      try {
        if (read(id) instanceof ContainerState.Creating creating
            && !creating.owner().isAlive()
            && isLast(creating)) {
          interrupted.add(id);
        }
      } catch (StateException e) {
        // removed meanwhile, or damaged: no maker is known
      }
    }
    return interrupted;
  }

  /**
   * Removes everything that is recorded of a container, and what removals have left that were
   * interrupted; does nothing if nothing is.
   */
  public void remove(ContainerId id) {
    removals().remove(id);
  }

  private List<ContainerId> names() {
    List<ContainerId> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(containers)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (ContainerId.isValid(name) && Files.isDirectory(entry)) {
          names.add(new ContainerId(name));
        }
      }
    } catch (IOException e) {
      throw StateException.io("read", containers, e);
    }
    names.sort(null);
    return names;
  }

  private void store(ContainerState state) {
    replacement.write(
        directory(state.id()).resolve(STATE),
        StateJson.write(state).getBytes(StandardCharsets.UTF_8));
  }
}
