package dev.davit.runtime.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The processes of a container without a cgroup: those of its PID namespace, and what they have
 * started, in namespaces below it too.
 */
final class NamespaceMembers {

  private static final Path PROC = Path.of("/proc");

  private NamespaceMembers() {}

  /**
   * Those of the namespace of a process, by number.
   *
   * @return empty if it has none of its own: nothing tells then who belongs to the container
   */
  static Optional<List<Integer>> of(int init) {
    Optional<String> own = namespace("self");
    Optional<String> its = namespace(Integer.toString(init));
    if (its.isEmpty() || its.equals(own)) {
      return Optional.empty();
    }
    TreeSet<Integer> members = new TreeSet<>();
    Map<Integer, Integer> parents = new HashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path directory : all) {
        String name = directory.getFileName().toString();
        parents.put(Integer.parseInt(name), parent(directory));
        if (namespace(name).equals(its)) {
          members.add(Integer.parseInt(name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (boolean more = true; more; ) {
      more =
          members.addAll(
              parents.entrySet().stream()
                  .filter(entry -> members.contains(entry.getValue()))
                  .map(Map.Entry::getKey)
                  .toList());
    }
    return Optional.of(new ArrayList<>(members));
  }

  /** Empty if the process is gone, or another user's. */
  private static Optional<String> namespace(String process) {
    try {
      return Optional.of(Files.readSymbolicLink(PROC.resolve(process + "/ns/pid")).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The fourth field of proc_pid_stat(5); 0 if the process is gone. */
  private static int parent(Path directory) {
    try {
      String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1]);
    } catch (IOException e) {
      return 0;
    }
  }
}
