package dev.davit.runtime.cgroup;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.oci.runtime.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One container's control group: a directory in cgroup v2 and, on machines whose controllers are on
 * v1, one in each v1 hierarchy that holds a limit which was asked for.
 *
 * <p>A process joins by clone3(2) with CLONE_INTO_CGROUP and {@link #directoryFd}, and by writing
 * {@code 0} into each of {@link #v1ProcsFds}. Methods may be called from any thread and, after
 * {@link #open}, from any process. They throw {@link CgroupException}.
 */
public final class Cgroup {

  private final CgroupFilesystem files;
  private final CgroupLayout layout;
  private final CgroupPath path;
  private final Optional<Path> unified;
  private final Map<String, Path> v1;

  Cgroup(
      CgroupFilesystem files,
      CgroupLayout layout,
      CgroupPath path,
      Optional<Path> unified,
      Map<String, Path> v1) {
    this.files = files;
    this.layout = layout;
    this.path = path;
    this.unified = unified;
    this.v1 = Collections.unmodifiableMap(new LinkedHashMap<>(v1));
  }

  /**
   * Makes a cgroup and applies limits, enabling controllers only in cgroups that are Davit's own.
   *
   * @throws CgroupException if a limit cannot be enforced, the cgroup is in use, or the kernel
   *     refuses; nothing that was made is left then
   */
  public static Cgroup create(CgroupLayout layout, CgroupPath path, Resources resources) {
    // all of what was delegated is one's own
    return create(layout, path, resources, HierarchyChoice.LIMITED);
  }

  /** As above, and says in which v1 hierarchies besides those of its limits. */
  public static Cgroup create(
      CgroupLayout layout, CgroupPath path, Resources resources, HierarchyChoice choice) {
    return create(
        new KernelCgroupFilesystem(),
        layout,
        path,
        resources,
        layout.rights().delegated() ? ControllerEnabling.EVERYWHERE : ControllerEnabling.OWN,
        choice);
  }

  /** As above, and says where controllers may be enabled. */
  public static Cgroup create(
      CgroupLayout layout, CgroupPath path, Resources resources, ControllerEnabling enabling) {
    return create(
        new KernelCgroupFilesystem(), layout, path, resources, enabling, HierarchyChoice.LIMITED);
  }

  static Cgroup create(
      CgroupFilesystem files,
      CgroupLayout layout,
      CgroupPath path,
      Resources resources,
      ControllerEnabling enabling,
      HierarchyChoice choice) {
    List<Setting> settings = Settings.of(resources, layout);
    CgroupDirectories directories = new CgroupDirectories(files, path, enabling, choice);
    try {
      Cgroup cgroup = directories.make(layout, settings);
      cgroup.limits().set(settings, resources);
      return cgroup;
    } catch (RuntimeException e) {
      directories.undo(e);
      throw e;
    }
  }

  /**
   * Applies limits to a cgroup that somebody else has just made for a container.
   *
   * @param guests how many processes are in it that will have left when the container runs, and do
   *     not count as its own; {@link #apply} sets the exact limit afterwards
   * @throws CgroupException if a limit cannot be enforced; what was made is left to its maker
   */
  public static Cgroup adopt(
      CgroupLayout layout, CgroupPath path, Resources resources, int guests) {
    Cgroup cgroup = open(layout, path);
    if (!cgroup.exists()) {
      throw CgroupException.of("cgroup " + path + ": was not made");
    }
    List<Setting> settings = Settings.of(resources, layout);
    cgroup.limits().set(settings.stream().map(s -> s.withGuests(guests)).toList(), resources);
    return cgroup;
  }

  /** The cgroup that was made at this path earlier, perhaps by another process. */
  public static Cgroup open(CgroupLayout layout, CgroupPath path) {
    return open(new KernelCgroupFilesystem(), layout, path);
  }

  static Cgroup open(CgroupFilesystem files, CgroupLayout layout, CgroupPath path) {
    Map<String, Path> v1 = new LinkedHashMap<>();
    layout
        .v1()
        .forEach(
            (controller, hierarchy) -> {
              Path directory = hierarchy.directory(path);
              if (files.isDirectory(directory)) {
                v1.put(controller, directory);
              }
            });
    Optional<Path> unified =
        layout.unified().map(h -> h.directory(path)).filter(files::isDirectory);
    return new Cgroup(files, layout, path, unified, v1);
  }

  /**
   * For a process that shall be in it and, in each hierarchy in which there is one of that path,
   * there instead: so nothing of the container is outside of its cgroup in any hierarchy.
   *
   * @param place a path below its own
   * @return empty if no hierarchy has one of that path
   */
  public Optional<Cgroup> below(CgroupPath place) {
    if (!open(files, layout, place).exists()) {
      return Optional.empty();
    }
    Map<String, Path> directories = new LinkedHashMap<>(v1);
    directories.replaceAll((controller, own) -> orOwn(layout.v1().get(controller), place, own));
    return Optional.of(
        new Cgroup(
            files,
            layout,
            path,
            unified.map(own -> orOwn(layout.unified().orElseThrow(), place, own)),
            directories));
  }

  /**
   * For a process that shall be in cgroup v2 where somebody has moved the container to, and in its
   * own v1 hierarchies.
   *
   * @param place the path in cgroup v2
   */
  public Cgroup inUnified(CgroupPath place) {
    Optional<Path> there = layout.unified().map(h -> h.directory(place)).filter(files::isDirectory);
    return new Cgroup(files, layout, path, there, v1);
  }

  private Path orOwn(Hierarchy hierarchy, CgroupPath place, Path own) {
    Path directory = hierarchy.directory(place);
    return files.isDirectory(directory) ? directory : own;
  }

  /**
   * For a process that shall be elsewhere in one v1 hierarchy.
   *
   * @param controller one of that hierarchy
   * @param place the path in it
   * @throws CgroupException if no v1 hierarchy has the controller, or there is no cgroup
   */
  public Cgroup inV1(String controller, CgroupPath place) {
    Hierarchy hierarchy = layout.v1().get(controller);
    if (hierarchy == null) {
      throw CgroupException.of(
          "unknown controller "
              + controller
              + ": the v1 hierarchies of this machine have "
              + String.join(" ", layout.v1().keySet()));
    }
    Path directory = hierarchy.directory(place);
    if (!files.isDirectory(directory)) {
      throw CgroupException.of(
          "cgroup: enter: " + directory.resolve("cgroup.procs") + ": no such file or directory");
    }
    Map<String, Path> directories = new LinkedHashMap<>(v1);
    layout
        .v1()
        .forEach(
            (name, its) -> {
              if (its.equals(hierarchy)) {
                directories.put(name, directory);
              }
            });
    return new Cgroup(files, layout, path, unified, directories);
  }

  /** Its place in every hierarchy. */
  public CgroupPath path() {
    return path;
  }

  /** Whether it had a directory in any hierarchy when it was opened. */
  public boolean exists() {
    return unified.isPresent() || !v1.isEmpty();
  }

  /** Its directory in cgroup v2, if that is mounted. */
  public Optional<Path> directory() {
    return unified;
  }

  /** Its directories in v1 hierarchies, each once. */
  public Set<Path> v1Directories() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(v1.values()));
  }

  /**
   * Applies limits to a cgroup that exists.
   *
   * @throws CgroupException if one cannot be enforced; earlier ones are in force then
   */
  public void apply(Resources resources) {
    limits().change(resources);
  }

  /** Limits with what is in force now where only a quota or only a period is asked for. */
  public Resources withBandwidth(Resources resources) {
    return limits().withBandwidth(resources);
  }

  /**
   * The directory in cgroup v2, for CLONE_INTO_CGROUP.
   *
   * @return a descriptor that the caller owns; empty where cgroup v2 is not mounted
   */
  public Optional<Fd> directoryFd() {
    return unified.map(dir -> openFile(dir, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));
  }

  /**
   * {@code cgroup.procs} in each of the v1 directories, open for writing. A process that writes
   * {@code 0} moves itself.
   *
   * @return descriptors that the caller owns
   */
  public List<Fd> v1ProcsFds() {
    List<Fd> fds = new ArrayList<>();
    try {
      for (Path directory : v1Directories()) {
        fds.add(openFile(directory.resolve("cgroup.procs"), OpenFlags.O_WRONLY));
      }
      return fds;
    } catch (CgroupException e) {
      fds.forEach(Fd::close);
      throw e;
    }
  }

  /** The processes in it and in the cgroups below it, as this PID namespace numbers them. */
  public List<Integer> processes() {
    return members().processes();
  }

  /** Kills all of its processes, those that are being forked too; does not wait. */
  public void kill() {
    members().kill();
  }

  /**
   * Stops all of its processes until {@link #thaw}.
   *
   * @return false if they had not all stopped at the deadline; then some may be stopped
   */
  public boolean freeze(Duration deadline) {
    return members().freeze(deadline);
  }

  /** Whether its processes are stopped, or are being stopped, by {@link #freeze}. */
  public boolean isFrozen() {
    return members().isFrozen();
  }

  /** Lets its processes go on. */
  public void thaw() {
    members().thaw();
  }

  /** True if no process lives in it. */
  public boolean isEmpty() {
    return members().isEmpty();
  }

  /**
   * Waits until no process lives in it.
   *
   * @return false if some do at the deadline
   */
  public boolean awaitEmpty(Duration deadline) {
    return members().awaitEmpty(deadline);
  }

  /** What it uses. */
  public CgroupStats stats() {
    return new StatsReader(files, unified, v1).read();
  }

  /** Its files, for the kernel's own figures. */
  public CgroupReading reading() {
    return new CgroupReading(files, unified, v1);
  }

  /** True if the kernel killed a process in it for want of memory. */
  public boolean oomKilled() {
    return countsOomKill().orElse(false);
  }

  /** The same; empty if it does not count that, or is gone, as a scope is with its last process. */
  public Optional<Boolean> countsOomKill() {
    return new StatsReader(files, unified, v1).countedOomKills().map(kills -> kills > 0);
  }

  /**
   * The same from the kernel's log, which is read to its end.
   *
   * @param since when it was made
   */
  public boolean wasOomKilled(Instant since) {
    return KernelLog.oomKilled(path, since);
  }

  /**
   * Removes it, the cgroups that were made below it, and Davit's own parents when they are empty.
   * It may be gone already.
   *
   * @throws CgroupException if processes are still in it after about two seconds
   */
  public void remove() {
    CgroupRemoval removal = new CgroupRemoval(files);
    List<Path> all = new ArrayList<>(v1Directories());
    unified.ifPresent(all::add);
    all.forEach(removal::removeTree);
    all.forEach(directory -> removal.removeParents(directory, path));
  }

  /**
   * Removes it in all hierarchies of the machine, in whichever of them somebody else has made it,
   * those without a controller too, and Davit's own parents when they are empty. It may be gone
   * already.
   *
   * @throws CgroupException if processes are still in it after about two seconds
   */
  public void removeEverywhere() {
    CgroupRemoval removal = new CgroupRemoval(files);
    Set<Hierarchy> all = new LinkedHashSet<>(layout.v1().values());
    layout.unified().ifPresent(all::add);
    try {
      all.addAll(CgroupLayout.withoutController());
    } catch (IOException e) {
      throw CgroupException.of(this + ": " + IoFailure.reason(e));
    }
    for (Hierarchy hierarchy : all) {
      removal.removeTree(hierarchy.directory(path));
      removal.removeParents(hierarchy.directory(path), path);
    }
  }

  private Limits limits() {
    return new Limits(files, layout, unified, v1);
  }

  private Members members() {
    return Members.of(files, path, unified, v1);
  }

  private Fd openFile(Path file, int flags) {
    try {
      return files.open(file, flags);
    } catch (ErrnoException e) {
      throw CgroupException.failed(e);
    }
  }

  @Override
  public String toString() {
    return "cgroup " + path;
  }
}
