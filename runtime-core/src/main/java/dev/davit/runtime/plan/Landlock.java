package dev.davit.runtime.plan;

import dev.davit.linux.ContainerPath;
import dev.davit.oci.json.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container may do with files beyond what ownership and mounts say (landlock(7)): an
 * extension of the specification, asked for by the annotation {@value #ANNOTATION}. Its value is a
 * list of rules such as {@code /=rx;/tmp=rw}: below each path, {@code r} allows to read files and
 * directories, {@code w} to write, make and remove, {@code x} to execute. What no rule allows is
 * denied.
 *
 * @param rules at least one
 */
record Landlock(List<Rule> rules) {

  /** The annotation. */
  static final String ANNOTATION = "dev.davit.landlock";

  // LANDLOCK_ACCESS_FS_* of linux/landlock.h
  private static final long EXECUTE = 1;
  private static final long READ = 4 | 8;
  // to write and truncate a file, to make, remove and move what is in a directory
  private static final long WRITE = 2 | 0x4000 | 0x1ff0 | 0x2000;

  /**
   * One rule.
   *
   * @param path below which it holds
   * @param access LANDLOCK_ACCESS_FS_* or-ed
   */
  record Rule(ContainerPath path, long access) {}

  Landlock {
    rules = List.copyOf(rules);
  }

  /** What is wrong with the annotation, if it is there. */
  static List<Problem> problems(Map<String, String> annotations) {
    try {
      of(annotations);
      return List.of();
    } catch (IllegalArgumentException e) {
      return List.of(new Problem("$.annotations[\"" + ANNOTATION + "\"]", e.getMessage()));
    }
  }

  /**
   * Reads the annotation; empty if there is none.
   *
   * @throws IllegalArgumentException if it is no list of rules
   */
  static Optional<Landlock> of(Map<String, String> annotations) {
    String text = annotations.get(ANNOTATION);
    if (text == null) {
      return Optional.empty();
    }
    List<Rule> rules = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      int equals = part.lastIndexOf('=');
      if (equals <= 0 || !part.startsWith("/")) {
        throw new IllegalArgumentException("\"" + part + "\" is no rule such as /tmp=rw");
      }
      rules.add(new Rule(ContainerPath.of(part.substring(0, equals)), access(part, equals + 1)));
    }
    return Optional.of(new Landlock(rules));
  }

  private static long access(String part, int from) {
    long access = 0;
    for (char letter : part.substring(from).toCharArray()) {
      access |=
          switch (letter) {
            case 'r' -> READ;
            case 'w' -> WRITE;
            case 'x' -> EXECUTE;
            default ->
                throw new IllegalArgumentException(
                    "\"" + part + "\": '" + letter + "' is none of r, w and x");
          };
    }
    if (access == 0) {
      throw new IllegalArgumentException("\"" + part + "\" allows nothing");
    }
    return access;
  }
}
