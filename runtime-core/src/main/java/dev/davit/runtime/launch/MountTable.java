package dev.davit.runtime.launch;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The mounts of one namespace: proc_pid_mountinfo(5).
 *
 * @param mounts in the order of the file
 */
record MountTable(List<Entry> mounts) {

  /** File systems that are made anew, and show the same wherever they are mounted. */
  private static final Set<String> MADE_ANEW = Set.of("proc", "sysfs", "mqueue", "binfmt_misc");

  private static final Set<String> CGROUPS = Set.of("cgroup", "cgroup2");

  private static final int ID = 0;
  private static final int DEVICE = 2;
  private static final int ROOT = 3;
  private static final int MOUNT_POINT = 4;
  private static final int OPTIONS = 5;

  /**
   * One mount.
   *
   * @param id its number
   * @param device the device of its file system
   * @param root what of the file system is mounted
   * @param mountPoint where
   * @param options those of the mount
   * @param type the type of the file system
   */
  record Entry(
      int id, String device, String root, String mountPoint, Set<String> options, String type) {

    /** Whether this shows the place of the file system that another mount shows. */
    private boolean shows(Entry other) {
      return device.equals(other.device)
          && (root.equals("/") || other.root.equals(root) || other.root.startsWith(root + "/"));
    }

    private boolean isWholeOf(Entry other) {
      return device.equals(other.device) && root.equals("/");
    }
  }

  MountTable {
    mounts = List.copyOf(mounts);
  }

  /** Reads the text of the file. */
  static MountTable parse(String mountinfo) {
    return new MountTable(mountinfo.lines().map(MountTable::entry).toList());
  }

  private static Entry entry(String line) {
    String[] fields = line.split(" ");
    int type = MOUNT_POINT;
    while (!fields[type].equals("-")) {
      type++;
    }
    return new Entry(
        Integer.parseInt(fields[ID]),
        fields[DEVICE],
        unescaped(fields[ROOT]),
        unescaped(fields[MOUNT_POINT]),
        Set.of(fields[OPTIONS].split(",")),
        fields[type + 1]);
  }

  /** Spaces, tabs, ends of line and backslashes are written in octal. */
  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\' && i + 3 < text.length()) {
        out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  /** The numbers of all mounts. */
  Set<Integer> ids() {
    return mounts.stream().map(Entry::id).collect(Collectors.toSet());
  }

  /** A mount whose owners are mapped, which criu would restore without the mapping. */
  Optional<Entry> idMapped() {
    return mounts.stream().filter(mount -> mount.options().contains("idmapped")).findFirst();
  }

  /**
   * The mount points of what was mounted from outside: its file system is mounted there as well, or
   * is nowhere in the container as a whole, and it is neither the root nor a part of that.
   *
   * @param outside the mounts of the host
   * @param ownCgroups whether the container has a cgroup namespace
   */
  List<String> external(MountTable outside, boolean ownCgroups) {
    Entry root =
        mounts.stream().filter(mount -> mount.mountPoint().equals("/")).findFirst().orElseThrow();
    return mounts.stream()
        .filter(mount -> !mount.mountPoint().equals("/") && !root.shows(mount))
        .filter(mount -> !isMadeAnew(mount, ownCgroups))
        .filter(
            mount ->
                outside.mounts.stream().anyMatch(other -> other.shows(mount))
                    || mounts.stream().noneMatch(other -> other.isWholeOf(mount)))
        .map(Entry::mountPoint)
        .distinct()
        .toList();
  }

  private static boolean isMadeAnew(Entry mount, boolean ownCgroups) {
    return MADE_ANEW.contains(mount.type()) && mount.root().equals("/")
        || CGROUPS.contains(mount.type()) && (ownCgroups || mount.root().equals("/"));
  }
}
