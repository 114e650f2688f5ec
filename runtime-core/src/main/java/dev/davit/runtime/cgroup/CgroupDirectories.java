package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the directories of one cgroup, with the ones above it, and remembers what it made so that
 * all of it can be undone.
 */
final class CgroupDirectories {

  /** Another container's removal may take a common parent away between two of our calls. */
  private static final int ATTEMPTS = 50;

  private static final List<String> CPUSET_FILES = List.of("cpuset.cpus", "cpuset.mems");

  private final CgroupFilesystem files;
  private final CgroupPath path;
  private final ControllerEnabling enabling;
  private final HierarchyChoice choice;
  private final Deque<Path> made = new ArrayDeque<>();

  /** cgroup v2 beside controllers on v1: who made a parent there may not know of this one. */
  private Optional<Hierarchy> unseen = Optional.empty();

  CgroupDirectories(
      CgroupFilesystem files,
      CgroupPath path,
      ControllerEnabling enabling,
      HierarchyChoice choice) {
    this.files = files;
    this.path = path;
    this.enabling = enabling;
    this.choice = choice;
  }

  /**
   * The directories that the settings need: always the one in cgroup v2, by which the container is
   * killed and frozen, and of v1 those of {@link #v1Controllers}.
   */
  Cgroup make(CgroupLayout layout, List<Setting> settings) {
    Map<String, String> controllers = new LinkedHashMap<>();
    for (Setting setting : settings) {
      if (setting.unified() && !setting.controller().isEmpty()) {
        controllers.putIfAbsent(setting.controller(), setting.field() + ": " + setting.file());
      }
    }
    unseen = layout.unified().filter(h -> layout.kind() == CgroupLayout.Kind.HYBRID);
    Optional<Path> unified = layout.unified().map(h -> unified(h, controllers));
    Map<String, Path> v1 = new LinkedHashMap<>();
    for (String controller : v1Controllers(layout, settings)) {
      Hierarchy hierarchy = layout.v1().get(controller);
      boolean known = v1.containsValue(hierarchy.directory(path));
      v1.put(controller, known ? hierarchy.directory(path) : v1(layout, hierarchy));
    }
    if (!isOurs(path)) {
      unified.ifPresent(directory -> refuseFrozen(directory, "cgroup.events", "frozen 1"));
      Optional.ofNullable(layout.v1().get("freezer"))
          .map(hierarchy -> hierarchy.directory(path))
          .ifPresent(directory -> refuseFrozen(directory, "freezer.state", "FROZEN"));
    }
    return new Cgroup(files, layout, path, unified, v1);
  }

  /** Whoever enters one would stop there, and on v1 could not even be killed. */
  private void refuseFrozen(Path directory, String file, String line) {
    try {
      if (files.read(directory.resolve(file)).lines().anyMatch(line::equals)) {
        throw CgroupException.of(
            directory + ": container's cgroup unexpectedly frozen: thaw it, or one above it");
      }
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOENT)) {
        throw CgroupException.failed(e);
      }
    }
  }

  /**
   * The controllers of v1 whose hierarchies get a directory: those of the settings, those in which
   * a parent is limited, what was chosen besides, and without cgroup v2 one by which the container
   * can be found.
   */
  Set<String> v1Controllers(CgroupLayout layout, List<Setting> settings) {
    Set<String> controllers = new LinkedHashSet<>();
    for (Setting setting : settings) {
      if (!setting.unified()) {
        controllers.add(setting.controller());
      }
    }
    controllers.addAll(limitedAbove(layout));
    layout.v1().keySet().stream().filter(choice::takes).forEach(controllers::add);
    if (layout.unified().isEmpty() && !layout.v1().isEmpty()) {
      controllers.add(layout.v1().containsKey("freezer") ? "freezer" : firstV1(layout));
    }
    return controllers;
  }

  private static String firstV1(CgroupLayout layout) {
    return layout.v1().keySet().iterator().next();
  }

  /** A parent, such as a pod's, may hold limits in more hierarchies, which count for all in it. */
  private Set<String> limitedAbove(CgroupLayout layout) {
    Set<String> controllers = new LinkedHashSet<>();
    CgroupPath parent = path.parent();
    if (!parent.isRoot() && !parent.equals(CgroupPath.DAVIT)) {
      layout
          .v1()
          .forEach(
              (controller, hierarchy) -> {
                if (files.isDirectory(hierarchy.directory(parent))) {
                  controllers.add(controller);
                }
              });
    }
    return controllers;
  }

  /**
   * The directory in cgroup v2.
   *
   * @param controllers those that it needs, each with the file that needs it
   */
  private Path unified(Hierarchy hierarchy, Map<String, String> controllers) {
    check(hierarchy, true);
    SubtreeControl control = new SubtreeControl(files, controllers, hierarchy.directory(path));
    make(
        hierarchy,
        step -> {
          if (!step.equals(path)) {
            Path directory = hierarchy.directory(step);
            boolean everywhere = enabling == ControllerEnabling.EVERYWHERE;
            boolean isNew = made.contains(directory);
            if (isNew && !isOurs(step)) {
              // It stays, as the parent of later ones, and then nobody may change it any more.
              control.giveAllOn(directory);
            }
            control.giveOn(directory, everywhere || isOurs(step) || isNew);
            if (choice == HierarchyChoice.LIMITABLE && isOurs(step)) {
              control.offerAll(directory);
            }
          }
        });
    return hierarchy.directory(path);
  }

  /** The directory in a v1 hierarchy; with cpusets, ready to be joined. */
  private Path v1(CgroupLayout layout, Hierarchy hierarchy) {
    boolean cpuset = hierarchy.equals(layout.v1().get("cpuset"));
    check(hierarchy, false);
    make(
        hierarchy,
        step -> {
          if (cpuset) {
            copyCpusetFromParent(hierarchy, step);
          }
        });
    return hierarchy.directory(path);
  }

  /** Removes what was made, the last first; what fails is added to the exception. */
  void undo(Throwable why) {
    while (!made.isEmpty()) {
      try {
        new CgroupRemoval(files).removeTree(made.pop());
      } catch (CgroupException e) {
        why.addSuppressed(e);
      }
    }
  }

  /** Anywhere else, mkdir would succeed, and writes would make or change files of no effect. */
  private void check(Hierarchy hierarchy, boolean unified) {
    try {
      if (!files.isCgroup(hierarchy.mountPoint(), unified)) {
        throw CgroupException.of(
            hierarchy.mountPoint()
                + ": not a mounted "
                + (unified ? "cgroup2" : "cgroup v1")
                + " filesystem any more");
      }
    } catch (ErrnoException e) {
      throw CgroupException.failed(e);
    }
  }

  /** What is done to each directory on the way, when it is there. */
  private interface Visit {
    void visit(CgroupPath step) throws ErrnoException;
  }

  private void make(Hierarchy hierarchy, Visit visit) {
    for (int attempt = 1; ; attempt++) {
      try {
        for (CgroupPath step : steps()) {
          makeOne(hierarchy, step);
          visit.visit(step);
        }
        return;
      } catch (ErrnoException e) {
        boolean takenAway = e.is(Errno.ENOENT) || e.is(Errno.ENODEV);
        if (!takenAway || attempt == ATTEMPTS) {
          throw CgroupException.failed(explain(hierarchy, e), e);
        }
      }
    }
  }

  /** From the visible root down to the cgroup itself. */
  private List<CgroupPath> steps() {
    List<CgroupPath> steps = new ArrayList<>();
    for (CgroupPath step = path; !step.isRoot(); step = step.parent()) {
      steps.add(0, step);
    }
    steps.add(0, CgroupPath.ROOT);
    return steps;
  }

  private void makeOne(Hierarchy hierarchy, CgroupPath step) throws ErrnoException {
    if (step.isRoot()) {
      return;
    }
    Path directory = hierarchy.directory(step);
    try {
      if (isOursToRemove(hierarchy, step)) {
        files.mkdirMarked(directory);
      } else {
        files.mkdir(directory);
      }
      made.push(directory);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      if (step.equals(path)) {
        takeOver(directory);
      }
    }
  }

  /**
   * A parent outside of our own that nobody else would remove: who makes pods where the controllers
   * are removes them there. Not so what is named as a unit, which systemd may come to manage.
   */
  private boolean isOursToRemove(Hierarchy hierarchy, CgroupPath step) {
    return unseen.filter(hierarchy::equals).isPresent()
        && !step.equals(path)
        && !isOurs(step)
        && !step.value().matches(".*\\.(slice|scope|service)");
  }

  /**
   * The cgroup is there already. Below our own parent it is what a crash left: made anew, so that
   * no old limit stays. Elsewhere whoever names it may have prepared it, so it is kept, but only if
   * nobody is in it, because killing the container kills the whole cgroup.
   */
  private void takeOver(Path directory) throws ErrnoException {
    if (isOurs(path)) {
      try {
        files.rmdir(directory);
      } catch (ErrnoException e) {
        throw CgroupException.failed(directory + ": a cgroup of that name is in use", e);
      }
      files.mkdir(directory);
      made.push(directory);
    } else if (!files.read(directory.resolve("cgroup.procs")).isBlank()
        || !files.children(directory).isEmpty()) {
      throw CgroupException.of(directory + ": a cgroup of that name is in use");
    }
  }

  static boolean isOurs(CgroupPath step) {
    return step.equals(CgroupPath.DAVIT) || step.value().startsWith(CgroupPath.DAVIT + "/");
  }

  /**
   * In v1 a new cpuset is empty, and nobody can join it or one below it; cgroup v2 inherits
   * (cpuset(7)). One that was there may be as empty, whoever made it: then nobody is in it, and
   * nobody loses by it.
   */
  private void copyCpusetFromParent(Hierarchy hierarchy, CgroupPath step) throws ErrnoException {
    if (step.isRoot()) {
      return;
    }
    Path directory = hierarchy.directory(step);
    for (String file : CPUSET_FILES) {
      if (files.read(directory.resolve(file)).isBlank()) {
        files.write(directory.resolve(file), files.read(directory.resolveSibling(file)).strip());
      }
    }
  }

  private String explain(Hierarchy hierarchy, ErrnoException e) {
    String text = "cgroup " + path + ": " + e.getMessage();
    return switch (e.errno()) {
      case EROFS -> text + ": " + hierarchy.mountPoint() + " is mounted read-only here";
      case EACCES, EPERM ->
          text + ": this user needs a cgroup that is delegated to it, or must be root";
      default -> text;
    };
  }
}
