package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A user that the machine does not know: it has its line in {@code /etc/passwd}, and its ranges in
 * {@code /etc/subuid}, in a mount namespace of its own only. It has a home, and the classes of
 * Davit where it may read them.
 */
final class OrdinaryUser {
  static final int UID = 54321;
  static final int FIRST_SUBORDINATE = 500000;
  static final int SUBORDINATES = 65536;

  private static final List<String> TEST_JARS =
      List.of("junit", "archunit", "opentest4j", "apiguardian", "jmh", "slf4j");

  /** Joins a cgroup if one is given, hides the machine's users, and becomes the user. */
  private static final String BECOME =
      """
      place=$1 cgroup=$2 uid=$3; shift 3
      [ "$cgroup" = none ] || echo $$ >"$cgroup/cgroup.procs"
      mount --bind "$place/passwd" /etc/passwd
      mount --bind "$place/subid" /etc/subuid
      mount --bind "$place/subid" /etc/subgid
      cd /
      exec setpriv --reuid "$uid" --regid "$uid" --clear-groups env -i PATH=/usr/bin:/bin HOME="$place/home" "$@"
      """;

  private final Path place;

  private OrdinaryUser(Path place) {
    this.place = place;
  }

  /** A new user; with or without ids of its own beside its own one. */
  static OrdinaryUser create(boolean ranges) {
    Path place = Workspace.directory("user");
    OrdinaryUser user = new OrdinaryUser(place);
    try {
      Files.writeString(
          place.resolve("passwd"),
          Files.readString(Path.of("/etc/passwd")).stripTrailing()
              + "\ndavit-tester:x:"
              + UID
              + ":"
              + UID
              + "::/:/bin/sh\n");
      Files.writeString(
          place.resolve("subid"),
          ranges ? "davit-tester:" + FIRST_SUBORDINATE + ":" + SUBORDINATES + "\n" : "");
      Files.createDirectories(place.resolve("home"));
      Files.createDirectories(place.resolve("lib"));
      List<String> classPath = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(":")) {
        Path path = Path.of(entry);
        String name = path.getFileName().toString();
        if (TEST_JARS.stream().noneMatch(name::contains) && Files.exists(path)) {
          Path copy = place.resolve("lib").resolve(classPath.size() + "-" + name);
          Tool.run("cp", "-rL", path.toString(), copy.toString());
          classPath.add(copy.toString());
        }
      }
      Files.writeString(place.resolve("class-path"), String.join(":", classPath));
      Tool.run("chmod", "-R", "a+rX", place.toString());
      Tool.run("chmod", "a+rx", Workspace.root().toString());
      Tool.run("chown", UID + ":" + UID, place.resolve("home").toString());
      return user;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path home() {
    return place.resolve("home");
  }

  /** Makes an image of busybox as this user. */
  void importBusybox(String image) throws IOException {
    Path tar = Workspace.shared("rootless.tar");
    Files.write(tar, BusyboxRootfs.tar());
    Tool.run("chmod", "a+r", tar.toString());
    davit("import", tar.toString(), image).expect(0);
  }

  /** A command line that runs a program as this user, in a cgroup if there is one. */
  List<String> line(String cgroup, String... words) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "unshare",
                "-m",
                "--propagation",
                "private",
                "sh",
                "-euc",
                BECOME,
                "sh",
                place.toString(),
                cgroup,
                Integer.toString(UID)));
    line.addAll(List.of(words));
    return line;
  }

  /** The command line of {@code davit WORDS} as this user. */
  List<String> davitLine(String cgroup, String... words) {
    return programLine(cgroup, "dev.davit.command.Main", words);
  }

  /**
   * Runs {@code davit-oci WORDS} as this user, whatever its exit code; what a container leaves
   * running holds neither of its outputs, which are files.
   */
  Tool.Result oci(String... words) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "\"$@\" >\"$0.out\" 2>\"$0.err\" </dev/null; code=$?;"
                    + " cat \"$0.out\"; cat \"$0.err\" >&2; exit $code",
                place.resolve("oci").toString()));
    line.addAll(programLine("none", "dev.davit.ocicommand.Main", words));
    return Tool.attempt(line, Map.of(), null, Tool.DEADLINE);
  }

  private List<String> programLine(String cgroup, String program, String... words) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    all.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData"));
    if (Runtime.version().feature() >= 22) {
      all.add("--enable-native-access=ALL-UNNAMED");
    }
    try {
      all.addAll(List.of("-cp", Files.readString(place.resolve("class-path")), program));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.addAll(List.of(words));
    return line(cgroup, all.toArray(String[]::new));
  }

  /** Runs {@code davit WORDS} as this user, whatever its exit code. */
  Tool.Result davit(String... words) {
    return davitIn("none", words);
  }

  /** The same in a cgroup. */
  Tool.Result davitIn(String cgroup, String... words) {
    return Tool.attempt(davitLine(cgroup, words), Map.of(), null, Tool.DEADLINE);
  }
}
