package dev.davit.runtime.rootless;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an ordinary user has for containers of its own. Without subordinate ids, or without the
 * programs that hand them out, one user and one group are mapped: images whose files have other
 * owners cannot be unpacked then.
 *
 * @param uid of the user
 * @param gid its group
 * @param name as {@code /etc/passwd} says; empty if it is not there
 * @param uids its ranges in {@code /etc/subuid}
 * @param gids its ranges in {@code /etc/subgid}
 * @param newuidmap the program that maps more than one user, if it is there
 * @param newgidmap the same for groups
 * @param forbidden why the kernel lets this user make no user namespace; empty if it does
 */
public record RootlessUser(
    int uid,
    int gid,
    String name,
    List<SubordinateIds> uids,
    List<SubordinateIds> gids,
    Optional<Path> newuidmap,
    Optional<Path> newgidmap,
    Optional<String> forbidden) {

  private static final List<String> DIRECTORIES = List.of("/usr/bin", "/bin", "/usr/local/bin");

  /** Copies the lists. */
  public RootlessUser {
    uids = List.copyOf(uids);
    gids = List.copyOf(gids);
  }

  /** The user that this process acts as. */
  public static RootlessUser probe(int uid, int gid) {
    String name = name(text(Path.of("/etc/passwd")), uid);
    return new RootlessUser(
        uid,
        gid,
        name,
        SubordinateIds.of(text(Path.of("/etc/subuid")), name, uid),
        SubordinateIds.of(text(Path.of("/etc/subgid")), name, uid),
        program("newuidmap"),
        program("newgidmap"),
        setting());
  }

  private static String name(String passwd, int uid) {
    return passwd
        .lines()
        .map(line -> line.split(":"))
        .filter(fields -> fields.length > 2 && fields[2].equals(Integer.toUnsignedString(uid)))
        .map(fields -> fields[0])
        .findFirst()
        .orElse("");
  }

  private static Optional<Path> program(String name) {
    return DIRECTORIES.stream().map(d -> Path.of(d, name)).filter(Files::isExecutable).findFirst();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  /** Three settings of three distributions; where none is found, the kernel allows it. */
  private static Optional<String> setting() {
    return Stream.of(
            setting("kernel/unprivileged_userns_clone", "0", "1"),
            setting("user/max_user_namespaces", "0", "10000"),
            setting("kernel/apparmor_restrict_unprivileged_userns", "1", "0"))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> setting(String setting, String bad, String good) {
    if (!text(Path.of("/proc/sys", setting)).strip().equals(bad)) {
      return Optional.empty();
    }
    String name = setting.replace('/', '.');
    return Optional.of(
        name
            + " is "
            + bad
            + ", so that users may make no user namespaces: sysctl -w "
            + name
            + "="
            + good);
  }

  /** Whether more than the user itself is mapped. */
  public boolean hasRanges() {
    return !uids.isEmpty() && !gids.isEmpty() && newuidmap.isPresent() && newgidmap.isPresent();
  }

  /** What is missing for more than one user in containers, with the cure; empty if nothing is. */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (newuidmap.isEmpty() || newgidmap.isEmpty()) {
      missing.add("newuidmap and newgidmap are not installed: install the package uidmap");
    }
    String who = name.isEmpty() ? Integer.toUnsignedString(uid) : name;
    if (uids.isEmpty()) {
      missing.add(
          "/etc/subuid has no range for " + who + ": usermod --add-subuids FIRST-LAST " + who);
    }
    if (gids.isEmpty()) {
      missing.add(
          "/etc/subgid has no range for " + who + ": usermod --add-subgids FIRST-LAST " + who);
    }
    return missing;
  }

  /** The arguments of newuidmap or newgidmap after the process: the user itself is 0 inside. */
  static List<String> map(int own, List<SubordinateIds> ranges) {
    List<String> words = new ArrayList<>(List.of("0", Integer.toUnsignedString(own), "1"));
    long next = 1;
    for (SubordinateIds range : ranges) {
      words.add(Long.toString(next));
      words.add(Long.toString(range.first()));
      words.add(Long.toString(range.count()));
      next += range.count();
    }
    return words;
  }
}
