package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Cgroup hierarchies on plain directories. Stricter than the kernel where that finds mistakes: it
 * refuses every file that a real cgroup would not have, and it can fail any call that changes
 * something.
 */
final class PlainCgroupFilesystem implements CgroupFilesystem {

  private static final Map<String, List<String>> V2_FILES =
      Map.of(
          "memory", List.of("memory.max", "memory.low", "memory.current", "memory.events"),
          "pids", List.of("pids.max", "pids.current"),
          "cpu", List.of("cpu.max", "cpu.weight"),
          "io", List.of("io.max", "io.weight"),
          "cpuset", List.of("cpuset.cpus", "cpuset.mems"));
  private static final Map<String, List<String>> V1_FILES =
      Map.of(
          "memory",
              List.of(
                  "memory.limit_in_bytes",
                  "memory.memsw.limit_in_bytes",
                  "memory.usage_in_bytes",
                  "memory.oom_control"),
          "pids", List.of("pids.max", "pids.current"),
          "cpu", List.of("cpu.shares", "cpu.cfs_period_us", "cpu.cfs_quota_us"),
          "cpuset", List.of("cpuset.cpus", "cpuset.mems"),
          "freezer", List.of("freezer.state"));

  private final Path root;
  private final Map<Path, String> v1 = new HashMap<>();
  private final List<String> changes = new ArrayList<>();
  private final Set<Path> marked = new HashSet<>();
  private Path unified;
  private int failAt = -1;
  private Errno failure = Errno.EIO;

  PlainCgroupFilesystem(Path root) {
    this.root = root;
  }

  /** Mounts cgroup2 with controllers to give, some of which the root gives on. */
  Hierarchy mountUnified(Set<String> controllers, Set<String> enabled) {
    unified = root.resolve("unified");
    makeDirectory(unified);
    put(unified.resolve("cgroup.procs"), "");
    put(unified.resolve("cgroup.controllers"), String.join(" ", controllers) + "\n");
    put(unified.resolve("cgroup.subtree_control"), String.join(" ", enabled) + "\n");
    return new Hierarchy(unified, CgroupPath.ROOT, false);
  }

  /** Mounts a v1 hierarchy of one controller. */
  Hierarchy mountV1(String controller) {
    Path mountPoint = root.resolve(controller);
    v1.put(mountPoint, controller);
    populate(mountPoint);
    if (controller.equals("cpuset")) {
      put(mountPoint.resolve("cpuset.cpus"), "0-1\n");
      put(mountPoint.resolve("cpuset.mems"), "0\n");
    }
    return new Hierarchy(mountPoint, CgroupPath.ROOT, false);
  }

  /** Makes the call that changes something and has this number fail, from 0; -1 for none. */
  void failAt(int call, Errno errno) {
    failAt = call;
    failure = errno;
    changes.clear();
  }

  /** Every change so far, such as {@code write memory/davit/x/memory.limit_in_bytes 1}. */
  List<String> changes() {
    return List.copyOf(changes);
  }

  /** Every cgroup below the roots of the hierarchies, by its path from {@link #root}. */
  List<String> cgroups() {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isDirectory)
          .map(root::relativize)
          .filter(path -> path.getNameCount() > 1)
          .map(Path::toString)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets a file, as the kernel does on its own. */
  void put(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void change(String what, Path path) throws ErrnoException {
    String change = what.replace("%", root.relativize(path).toString());
    changes.add(change);
    if (changes.size() - 1 == failAt) {
      throw new ErrnoException(change, failure);
    }
  }

  @Override
  public boolean isCgroup(Path mountPoint, boolean version2) {
    return version2 ? mountPoint.equals(unified) : v1.containsKey(mountPoint);
  }

  @Override
  public void mkdir(Path directory) throws ErrnoException {
    change("mkdir %", directory);
    if (Files.exists(directory)) {
      throw new ErrnoException("mkdir", Errno.EEXIST);
    }
    if (!Files.exists(directory.getParent())) {
      throw new ErrnoException("mkdir", Errno.ENOENT);
    }
    populate(directory);
  }

  private void populate(Path directory) {
    makeDirectory(directory);
    put(directory.resolve("cgroup.procs"), "");
    if (unified != null && directory.startsWith(unified)) {
      Set<String> given = words(directory.resolveSibling("cgroup.subtree_control"));
      put(directory.resolve("cgroup.controllers"), String.join(" ", given) + "\n");
      put(directory.resolve("cgroup.subtree_control"), "\n");
      put(directory.resolve("cgroup.events"), "populated 0\nfrozen 0\n");
      put(directory.resolve("cgroup.kill"), "");
      put(directory.resolve("cgroup.freeze"), "0\n");
      given.forEach(controller -> files(directory, V2_FILES.get(controller)));
    } else {
      v1.forEach(
          (mountPoint, controller) -> {
            if (directory.startsWith(mountPoint)) {
              files(directory, V1_FILES.get(controller));
            }
          });
    }
  }

  private void files(Path directory, List<String> names) {
    names.forEach(name -> put(directory.resolve(name), ""));
  }

  @Override
  public void mkdirMarked(Path directory) throws ErrnoException {
    mkdir(directory);
    marked.add(directory);
  }

  @Override
  public boolean isMarked(Path directory) {
    return Files.exists(directory) && marked.contains(directory);
  }

  @Override
  public void rmdir(Path directory) throws ErrnoException {
    change("rmdir %", directory);
    if (!Files.exists(directory)) {
      throw new ErrnoException("rmdir", Errno.ENOENT);
    }
    if (!read(directory.resolve("cgroup.procs")).isBlank() || !children(directory).isEmpty()) {
      throw new ErrnoException("rmdir", Errno.EBUSY);
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(Path file, String value) throws ErrnoException {
    change("write % " + value, file);
    if (!Files.exists(file)) {
      throw new ErrnoException("open", Errno.ENOENT);
    }
    if (file.getFileName().toString().equals("cgroup.subtree_control")) {
      enable(file, value.substring(1));
    } else {
      put(file, value + "\n");
    }
  }

  private void enable(Path file, String controller) throws ErrnoException {
    if (!words(file.resolveSibling("cgroup.controllers")).contains(controller)) {
      throw new ErrnoException("write", Errno.ENOENT);
    }
    if (!read(file.resolveSibling("cgroup.procs")).isBlank()) {
      throw new ErrnoException("write", Errno.EBUSY);
    }
    Set<String> enabled = words(file);
    enabled.add(controller);
    put(file, String.join(" ", enabled) + "\n");
    for (String child : children(file.getParent())) {
      Path directory = file.resolveSibling(child);
      put(directory.resolve("cgroup.controllers"), String.join(" ", enabled) + "\n");
      files(directory, V2_FILES.get(controller));
    }
  }

  @Override
  public String read(Path file) throws ErrnoException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ErrnoException("open(\"" + file + "\")", Errno.ENOENT);
    }
  }

  @Override
  public List<String> children(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.filter(Files::isDirectory).map(p -> p.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isDirectory(Path directory) {
    return Files.isDirectory(directory);
  }

  /** Nothing changes by itself here, so the condition is met at once or never. */
  @Override
  public boolean await(Path file, Predicate<String> condition, Duration deadline)
      throws ErrnoException {
    return condition.test(read(file));
  }

  /** A process is a line of some cgroup.procs, and is taken out of it. */
  @Override
  public void kill(int pid) throws ErrnoException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(p -> p.endsWith("cgroup.procs")).toList()) {
        List<String> left = new ArrayList<>(Files.readAllLines(file));
        if (left.remove(Integer.toString(pid))) {
          changes.add("kill " + pid);
          put(file, String.join("\n", left));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Fd open(Path path, int flags) {
    throw new UnsupportedOperationException("a plain directory is no cgroup to a kernel");
  }

  private static void makeDirectory(Path directory) {
    try {
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> words(Path file) {
    try {
      Set<String> words =
          new LinkedHashSet<>(Arrays.asList(Files.readString(file).strip().split("\\s+")));
      words.remove("");
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
