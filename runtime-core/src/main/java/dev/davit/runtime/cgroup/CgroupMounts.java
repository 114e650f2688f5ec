package dev.davit.runtime.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the cgroup mounts out of mountinfo and joins them with this process's cgroups. */
final class CgroupMounts {

  /** The super options of a v1 mount that name no controller (Documentation/cgroup-v1). */
  private static final Set<String> NOT_CONTROLLERS =
      Set.of("rw", "ro", "xattr", "noprefix", "clone_children", "none", "cpuset_v2_mode", "all");

  private record Mount(
      int id,
      int parent,
      String root,
      Path mountPoint,
      boolean readOnly,
      String type,
      List<String> superOptions) {}

  private final Map<Integer, Mount> mounts = new LinkedHashMap<>();

  /** The cgroup of this process by controller; the empty name is cgroup v2. */
  private final Map<String, String> own = new HashMap<>();

  CgroupMounts(String mountinfo, String selfCgroup) {
    mountinfo.lines().forEach(this::addMount);
    selfCgroup.lines().forEach(this::addOwn);
  }

  CgroupLayout layout(Set<String> unifiedControllers) {
    List<Mount> visible = mounts.values().stream().filter(m -> !isHidden(m)).toList();
    Optional<Hierarchy> unified =
        best(visible.stream().filter(m -> m.type.equals("cgroup2")).toList())
            .map(mount -> hierarchy(mount, own.getOrDefault("", "/")));
    Map<String, List<Mount>> byController = new LinkedHashMap<>();
    for (Mount mount : visible) {
      if (mount.type.equals("cgroup")) {
        for (String option : mount.superOptions) {
          if (!NOT_CONTROLLERS.contains(option) && option.indexOf('=') < 0) {
            byController.computeIfAbsent(option, name -> new ArrayList<>()).add(mount);
          }
        }
      }
    }
    Map<String, Hierarchy> v1 = new LinkedHashMap<>();
    byController.forEach(
        (controller, candidates) ->
            best(candidates)
                .ifPresent(
                    mount ->
                        v1.put(controller, hierarchy(mount, own.getOrDefault(controller, "/")))));
    return new CgroupLayout(unified, unifiedControllers, v1);
  }

  /** The v1 hierarchies without a controller: {@code name=…}. */
  Set<Hierarchy> named() {
    Map<String, List<Mount>> byName = new LinkedHashMap<>();
    for (Mount mount : mounts.values()) {
      for (String option : mount.superOptions) {
        if (mount.type.equals("cgroup") && option.startsWith("name=") && !isHidden(mount)) {
          byName.computeIfAbsent(option, name -> new ArrayList<>()).add(mount);
        }
      }
    }
    Set<Hierarchy> named = new LinkedHashSet<>();
    byName.forEach(
        (name, candidates) ->
            best(candidates)
                .ifPresent(mount -> named.add(hierarchy(mount, own.getOrDefault(name, "/")))));
    return named;
  }

  /**
   * One hierarchy may be mounted many times. A mount whose root is outside of our cgroup namespace
   * ({@code /..}) shows nothing of ours; of the others the whole hierarchy is best, then a writable
   * one.
   */
  private static Optional<Mount> best(List<Mount> candidates) {
    Mount best = null;
    for (Mount candidate : candidates) {
      boolean usable = !candidate.root.startsWith("/..");
      if (usable && (best == null || score(candidate) > score(best))) {
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  private static int score(Mount mount) {
    return (mount.root.equals("/") ? 2 : 0) + (mount.readOnly ? 0 : 1);
  }

  private static Hierarchy hierarchy(Mount mount, String own) {
    String visible = "/";
    if (mount.root.equals("/")) {
      visible = own;
    } else if (own.startsWith(mount.root + "/")) {
      visible = own.substring(mount.root.length());
    }
    boolean inside = !visible.startsWith("/..");
    return new Hierarchy(
        mount.mountPoint, inside ? new CgroupPath(visible) : CgroupPath.ROOT, mount.readOnly);
  }

  /** {@code 36 35 98:0 /root /mount/point rw,noatime shared:1 - type source superoptions}. */
  private void addMount(String line) {
    String[] fields = line.split(" ");
    int separator = Arrays.asList(fields).indexOf("-");
    if (separator < 6 || fields.length < separator + 4) {
      return;
    }
    List<String> superOptions = List.of(fields[separator + 3].split(","));
    Mount mount =
        new Mount(
            Integer.parseInt(fields[0]),
            Integer.parseInt(fields[1]),
            unescape(fields[3]),
            Path.of(unescape(fields[4])),
            List.of(fields[5].split(",")).contains("ro") || superOptions.contains("ro"),
            fields[separator + 1],
            superOptions);
    mounts.put(mount.id, mount);
  }

  /**
   * True if another mount lies over this one or over a directory on the way to it. The order of the
   * lines does not tell: detached mounts are attached long after they were made.
   */
  private boolean isHidden(Mount mount) {
    boolean covered =
        mounts.values().stream()
            .anyMatch(
                other -> other.parent == mount.id && other.mountPoint.equals(mount.mountPoint));
    return covered || isCutOff(mount);
  }

  private boolean isCutOff(Mount mount) {
    for (Mount other : mounts.values()) {
      if (other.parent == mount.parent
          && !other.mountPoint.equals(mount.mountPoint)
          && mount.mountPoint.startsWith(other.mountPoint)) {
        return true;
      }
    }
    Mount parent = mounts.get(mount.parent);
    return parent != null && parent.id != mount.id && isCutOff(parent);
  }

  /** {@code hierarchy-id:controller-list:/path}; the list is empty for cgroup v2. */
  private void addOwn(String line) {
    String[] fields = line.split(":", 3);
    if (fields.length == 3) {
      for (String controller : fields[1].split(",")) {
        own.put(controller, fields[2]);
      }
    }
  }

  /** Space, tab, newline and backslash are written in octal (proc_pid_mountinfo(5)). */
  private static String unescape(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
