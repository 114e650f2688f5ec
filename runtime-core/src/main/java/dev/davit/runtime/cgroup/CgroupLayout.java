package dev.davit.runtime.cgroup;

import dev.davit.oci.runtime.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which cgroup hierarchies this machine has and which of them holds each controller.
 *
 * <p>A controller is in one hierarchy only: either in cgroup v2's single one or in a v1 hierarchy
 * of its own (cgroups(7)).
 *
 * @param unified the cgroup v2 hierarchy, if one is mounted
 * @param unifiedControllers the controllers that the visible root of cgroup v2 has to give ({@code
 *     cgroup.controllers})
 * @param v1 the v1 hierarchies by controller; controllers that share one hierarchy have equal
 *     values; hierarchies without a controller ({@code name=…}) are left out
 * @param rights what this process may do in them
 */
public record CgroupLayout(
    Optional<Hierarchy> unified,
    Set<String> unifiedControllers,
    Map<String, Hierarchy> v1,
    Rights rights) {

  /**
   * What a process may do in the hierarchies.
   *
   * @param delegated whether they are a subtree that belongs to an ordinary user
   * @param missing why it may do nothing in them; empty if it may
   */
  public record Rights(boolean delegated, String missing) {

    /** Those of root. */
    public static final Rights ALL = new Rights(false, "");

    /** Those of a user in what is its own. */
    public static final Rights DELEGATED = new Rights(true, "");
  }

  /** The kinds of machine. */
  public enum Kind {
    /** Every controller is on cgroup v2. */
    UNIFIED,
    /** cgroup v2 is mounted, and v1 hierarchies hold controllers. */
    HYBRID,
    /** Only v1 hierarchies. */
    LEGACY,
    /** No hierarchy is mounted. */
    NONE
  }

  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
  private static final Path SELF_CGROUP = Path.of("/proc/self/cgroup");

  /** Hierarchies in which root's rights hold. */
  public CgroupLayout(
      Optional<Hierarchy> unified, Set<String> unifiedControllers, Map<String, Hierarchy> v1) {
    this(unified, unifiedControllers, v1, Rights.ALL);
  }

  /** Copies the collections, keeping their order. */
  public CgroupLayout {
    unifiedControllers = Collections.unmodifiableSet(new LinkedHashSet<>(unifiedControllers));
    v1 = Collections.unmodifiableMap(new LinkedHashMap<>(v1));
  }

  /** A machine on which no hierarchy is mounted. */
  public static CgroupLayout none() {
    return new CgroupLayout(Optional.empty(), Set.of(), Map.of());
  }

  /** A machine on which this process may use no hierarchy. */
  static CgroupLayout refused(String why) {
    return new CgroupLayout(Optional.empty(), Set.of(), Map.of(), new Rights(false, why));
  }

  /**
   * What of it a process may use that is not the machine's root: what was delegated to it.
   *
   * @throws IOException if the hierarchy cannot be read
   */
  public CgroupLayout delegated() throws IOException {
    return Delegation.of(this);
  }

  /** A machine with nothing but cgroup v2. */
  public static CgroupLayout unified(Path mountPoint, Set<String> controllers) {
    return new CgroupLayout(
        Optional.of(new Hierarchy(mountPoint, CgroupPath.ROOT, false)), controllers, Map.of());
  }

  /**
   * The layout that the texts describe.
   *
   * @param mountinfo {@code /proc/self/mountinfo} (proc_pid_mountinfo(5))
   * @param selfCgroup {@code /proc/self/cgroup} (cgroups(7))
   * @param controllers {@code cgroup.controllers} of the visible root of cgroup v2; empty text if
   *     there is none
   */
  public static CgroupLayout parse(String mountinfo, String selfCgroup, String controllers) {
    return new CgroupMounts(mountinfo, selfCgroup).layout(words(controllers));
  }

  /**
   * The v1 hierarchies of this machine that are in no layout, for they hold no controller, such as
   * that of systemd on a hybrid machine.
   *
   * @throws IOException if {@code /proc} cannot be read
   */
  static Set<Hierarchy> withoutController() throws IOException {
    return withoutController(Files.readString(MOUNTINFO), Files.readString(SELF_CGROUP));
  }

  /** Those that the texts describe, as {@link #parse} reads them. */
  static Set<Hierarchy> withoutController(String mountinfo, String selfCgroup) {
    return new CgroupMounts(mountinfo, selfCgroup).named();
  }

  /**
   * The layout of this machine.
   *
   * @throws IOException if {@code /proc} cannot be read
   */
  public static CgroupLayout read() throws IOException {
    CgroupLayout mounts = parse(Files.readString(MOUNTINFO), Files.readString(SELF_CGROUP), "");
    if (mounts.unified.isEmpty()) {
      return mounts;
    }
    Path root = mounts.unified.get().mountPoint();
    Set<String> controllers = words(Files.readString(root.resolve("cgroup.controllers")));
    return new CgroupLayout(mounts.unified, controllers, mounts.v1);
  }

  /**
   * The v1 hierarchies in which a container with these limits would get a cgroup at this path if it
   * is to be in no more of them, each once. Makes nothing.
   *
   * @throws CgroupException if a limit cannot be enforced
   */
  public Set<Hierarchy> v1Hierarchies(CgroupPath path, Resources resources) {
    return new CgroupDirectories(
            new KernelCgroupFilesystem(), path, ControllerEnabling.OWN, HierarchyChoice.LIMITED)
        .v1Controllers(this, Settings.of(resources, this)).stream()
            .map(v1::get)
            .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Which kind of machine this is. */
  public Kind kind() {
    if (unified.isEmpty()) {
      return v1.isEmpty() ? Kind.NONE : Kind.LEGACY;
    }
    return v1.isEmpty() ? Kind.UNIFIED : Kind.HYBRID;
  }

  /** True if the controller can be had on cgroup v2. */
  public boolean onUnified(String controller) {
    return unifiedControllers.contains(controller);
  }

  /** The v1 hierarchy that holds the controller. */
  public Optional<Hierarchy> onV1(String controller) {
    return Optional.ofNullable(v1.get(controller));
  }

  /** One line for people, such as {@code hybrid: cgroup2 at … (hugetlb); v1: cpu memory}. */
  public String describe() {
    String two =
        unified
            .map(h -> "cgroup2 at " + h.mountPoint() + " (" + String.join(" ", unifiedControllers))
            .map(text -> text + ")")
            .orElse("no cgroup2");
    String one =
        v1.isEmpty()
            ? ""
            : "; v1: " + v1.keySet().stream().sorted().collect(Collectors.joining(" "));
    return kind().name().toLowerCase(java.util.Locale.ROOT) + ": " + two + one;
  }

  static Set<String> words(String text) {
    Set<String> words = new LinkedHashSet<>();
    for (String word : text.split("\\s+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }
}
