package dev.davit.linux.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The user namespace of this process (user_namespaces(7)). A process does not change its own. */
public final class UserNamespace {

  private static final Path UID_MAP = Path.of("/proc/self/uid_map");
  private static final long ALL = 0xffff_ffffL;

  private UserNamespace() {}

  private static final class Once {
    static final String UIDS = read();
    static final boolean INITIAL = isInitial(UIDS);

    private static String read() {
      try {
        return Files.readString(UID_MAP);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Whether this is the machine's own one, or one that maps all users to themselves: outside of it
   * the kernel refuses device nodes, {@code trusted} attributes, loading of programs and more, to
   * root too.
   */
  public static boolean isInitial() {
    return Once.INITIAL;
  }

  /** Which user of the parent namespace a user of this one is; empty if it is nobody there. */
  public static Optional<Long> parentUid(long uid) {
    return parent(Once.UIDS, uid);
  }

  static boolean isInitial(String map) {
    String[] numbers = map.strip().split("\\s+");
    return numbers.length == 3
        && numbers[0].equals("0")
        && numbers[1].equals("0")
        && Long.parseLong(numbers[2]) >= ALL;
  }

  static Optional<Long> parent(String map, long uid) {
    for (String line : map.lines().toList()) {
      String[] numbers = line.strip().split("\\s+");
      long from = Long.parseLong(numbers[0]);
      if (uid >= from && uid < from + Long.parseLong(numbers[2])) {
        return Optional.of(Long.parseLong(numbers[1]) + uid - from);
      }
    }
    return Optional.empty();
  }
}
