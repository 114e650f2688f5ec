package dev.davit.runtime.rootfs;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.file.RootedTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The users and groups of a root filesystem: the text of its {@code /etc/passwd} and {@code
 * /etc/group} (passwd(5), group(5)). Lines that are not understood are passed over.
 *
 * @param passwd the text of one
 * @param group the text of the other
 */
public record UserDatabase(String passwd, String group) {

  private static final int MAX_BYTES = 4 << 20;

  /** 2^32-1 means "no id" to the kernel. */
  private static final long MAX_ID = 0xffff_fffeL;

  /**
   * A user that was looked up.
   *
   * @param uid the user
   * @param gid the group
   * @param additionalGids the group, and those that have the user as a member: a program that
   *     changes its group must not lose what the group is denied (CVE-2023-25173)
   * @param home the home directory, if the user is known
   */
  public record Resolved(long uid, long gid, List<Long> additionalGids, Optional<String> home) {
    /** Copies the list. */
    public Resolved {
      additionalGids = List.copyOf(additionalGids);
    }
  }

  private record User(String name, long uid, long gid, String home) {}

  private record Group(String name, long gid, List<String> members) {}

  /**
   * Reads them from a root filesystem; a file that is missing has no entries.
   *
   * @throws ErrnoException if a file cannot be read
   */
  public static UserDatabase read(RootedTree root) throws ErrnoException {
    return new UserDatabase(read(root, "/etc/passwd"), read(root, "/etc/group"));
  }

  private static String read(RootedTree root, String path) throws ErrnoException {
    try {
      return new String(root.read(ContainerPath.of(path), MAX_BYTES), StandardCharsets.UTF_8);
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return "";
      }
      throw e;
    }
  }

  /**
   * Looks up {@code USER[:GROUP]}. A name comes before a number; a number need not be known.
   * Without a group it is the user's, and the groups which the user is a member of come along.
   *
   * @throws IllegalArgumentException if a name is not known, or a number is out of range
   */
  public Resolved resolve(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    Optional<User> user = users().stream().filter(u -> u.name().equals(name)).findFirst();
    long uid;
    if (user.isPresent()) {
      uid = user.get().uid();
    } else {
      uid = number("user", name, "/etc/passwd");
      user = users().stream().filter(u -> u.uid() == uid(name)).findFirst();
    }
    Optional<String> home = user.map(User::home);
    if (colon >= 0) {
      long gid = gid(text.substring(colon + 1));
      return new Resolved(uid, gid, List.of(gid), home);
    }
    long gid = user.map(User::gid).orElse(0L);
    TreeSet<Long> more = new TreeSet<>(List.of(gid));
    if (user.isPresent()) {
      String member = user.get().name();
      groups().stream().filter(g -> g.members().contains(member)).forEach(g -> more.add(g.gid()));
    }
    return new Resolved(uid, gid, new ArrayList<>(more), home);
  }

  private static long uid(String digits) {
    return Long.parseLong(digits);
  }

  private long gid(String name) {
    return groups().stream()
        .filter(g -> g.name().equals(name))
        .findFirst()
        .map(Group::gid)
        .orElseGet(() -> number("group", name, "/etc/group"));
  }

  private static long number(String what, String text, String file) {
    if (!text.matches("[0-9]+")) {
      throw new IllegalArgumentException(
          what + " \"" + text + "\": not in " + file + " of the root filesystem");
    }
    // CVE-2024-40635: a number that overflows must not become root
    if (text.length() > 10 || Long.parseLong(text) > MAX_ID) {
      throw new IllegalArgumentException(what + " " + text + ": above " + MAX_ID);
    }
    return Long.parseLong(text);
  }

  private List<User> users() {
    List<User> users = new ArrayList<>();
    for (String line : passwd.split("\n")) {
      String[] fields = line.split(":", -1);
      if (fields.length >= 6 && isId(fields[2]) && isId(fields[3])) {
        users.add(
            new User(fields[0], Long.parseLong(fields[2]), Long.parseLong(fields[3]), fields[5]));
      }
    }
    return users;
  }

  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    for (String line : group.split("\n")) {
      String[] fields = line.split(":", -1);
      if (fields.length >= 4 && isId(fields[2])) {
        groups.add(
            new Group(fields[0], Long.parseLong(fields[2]), List.of(fields[3].trim().split(","))));
      }
    }
    return groups;
  }

  private static boolean isId(String text) {
    return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= MAX_ID;
  }
}
