package dev.davit.nativetest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything of the host that a container could leave behind, by kind; each entry is the thing's
 * name with the number of times that it is there.
 */
record HostSnapshot(Map<String, Map<String, Integer>> kinds) {

  /**
   * Set on a machine where other people start containers at the same time: only what carries the
   * workspace's name is then taken for ours.
   */
  static final boolean SHARED_MACHINE = System.getenv("DAVIT_TESTS_SHARED_MACHINE") != null;

  private static final Pattern NUMBER = Pattern.compile("\\[\\d+]");

  /** A mounted cgroup hierarchy. */
  record CgroupMount(Path path, boolean v2) {}

  static HostSnapshot take() {
    Map<String, Map<String, Integer>> kinds = new TreeMap<>();
    kinds.put(
        "mount", count(lines(Path.of("/proc/self/mountinfo")).stream().filter(HostSnapshot::ours)));
    kinds.put(
        "cgroup", count(cgroups().stream().filter(HostSnapshot::ours).filter(c -> !isParent(c))));
    kinds.put("network device", count(names(Path.of("/sys/class/net"))));
    kinds.put("network namespace", count(names(Path.of("/run/netns"))));
    kinds.put("process", count(OurProcesses.list().stream()));
    kinds.put("descriptor", count(descriptors().stream()));
    kinds.put(
        "directory",
        count(
            Stream.of("/tmp", "/run", "/dev/shm", "/var/lib")
                .flatMap(d -> names(Path.of(d)).map(n -> d + "/" + n))
                .filter(n -> n.contains("davit"))
                .filter(HostSnapshot::ours)));
    kinds.put("container directory", count(containerDirectories().stream()));
    return new HostSnapshot(kinds);
  }

  /** What is in this snapshot more often than in the earlier one: "kind: name" lines. */
  List<String> since(HostSnapshot earlier) {
    List<String> more = new ArrayList<>();
    kinds.forEach(
        (kind, now) -> {
          Map<String, Integer> before = earlier.kinds.getOrDefault(kind, Map.of());
          now.forEach(
              (name, n) -> {
                int extra = n - before.getOrDefault(name, 0);
                if (extra > 0) {
                  more.add(kind + ": " + name + (extra > 1 ? " (" + extra + " times)" : ""));
                }
              });
        });
    return more;
  }

  static List<CgroupMount> cgroupMounts() {
    return lines(Path.of("/proc/self/mountinfo")).stream()
        .filter(l -> l.contains(" - cgroup"))
        .map(l -> new CgroupMount(Path.of(l.split(" ")[4]), l.contains(" - cgroup2 ")))
        .toList();
  }

  private static boolean ours(String name) {
    return !SHARED_MACHINE || name.contains(Workspace.NAME);
  }

  /** The directory that all containers of the run share: it stays until the end of the run. */
  private static boolean isParent(String cgroup) {
    return cgroup.endsWith("/" + Workspace.NAME);
  }

  /** Every cgroup directory of every hierarchy. */
  private static List<String> cgroups() {
    List<String> all = new ArrayList<>();
    for (CgroupMount mount : cgroupMounts()) {
      collect(mount.path().toFile(), all);
    }
    return all;
  }

  private static void collect(java.io.File directory, List<String> all) {
    all.add(directory.getPath());
    java.io.File[] children = directory.listFiles(java.io.File::isDirectory);
    for (java.io.File child : children == null ? new java.io.File[0] : children) {
      collect(child, all);
    }
  }

  /** Container directories in the data and state roots that tests use. */
  private static List<String> containerDirectories() {
    List<String> found = new ArrayList<>();
    collect(Workspace.root().toFile(), 4, found);
    return found;
  }

  /** What vanishes meanwhile is passed over, and the rest is found none the less. */
  private static void collect(java.io.File directory, int depth, List<String> found) {
    java.io.File[] children = directory.listFiles(HostSnapshot::isDirectory);
    for (java.io.File child : children == null ? new java.io.File[0] : children) {
      if (directory.getName().equals("containers")) {
        found.add(child.getPath());
      }
      if (depth > 1) {
        collect(child, depth - 1, found);
      }
    }
  }

  private static boolean isDirectory(java.io.File file) {
    return Files.isDirectory(file.toPath(), LinkOption.NOFOLLOW_LINKS);
  }

  private static List<String> descriptors() {
    Set<String> attach = attachSockets();
    return names(Path.of("/proc/self/fd"))
        .map(n -> link(Path.of("/proc/self/fd", n)))
        .filter(t -> !attach.contains(t))
        .filter(t -> !t.isEmpty() && !t.endsWith(".jar") && !t.endsWith("random"))
        .filter(t -> !t.contains("/jvm/") && !t.startsWith("/proc/") && !t.endsWith("/fd"))
        .map(t -> NUMBER.matcher(t).replaceAll("[*]"))
        .toList();
  }

  /**
   * Where this virtual machine listens from the first time on that somebody looks at it with jcmd
   * or jstack, as one does with a test that takes long.
   */
  private static Set<String> attachSockets() {
    String name = ".java_pid" + ProcessHandle.current().pid() + ".";
    return lines(Path.of("/proc/self/net/unix")).stream()
        .filter(line -> (line + ".").contains(name))
        .map(line -> "socket:[" + line.trim().split(" +")[6] + "]")
        .collect(Collectors.toSet());
  }

  static String link(Path path) {
    try {
      return Files.readSymbolicLink(path).toString();
    } catch (IOException e) {
      return "";
    }
  }

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  static Stream<String> names(Path directory) {
    String[] list = directory.toFile().list();
    return list == null ? Stream.empty() : Stream.of(list);
  }

  private static Map<String, Integer> count(Stream<String> names) {
    return names.collect(Collectors.toMap(n -> n, n -> 1, Integer::sum, TreeMap::new));
  }
}
