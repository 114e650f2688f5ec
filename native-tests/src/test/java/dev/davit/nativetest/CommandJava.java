package dev.davit.nativetest;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How tests start Davit's commands: with the options of the launchers {@code davit} and {@code
 * davit-oci}. Where all modules are packaged, also with an archive of their classes, made at the
 * first start of a run: that halves each of several hundred starts.
 */
final class CommandJava {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final List<String> OPTIONS = options();

  /** A virtual machine cannot archive classes of directories, and needs none of the tests'. */
  private static final List<String> CLASS_PATH =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .filter(e -> !e.endsWith("native-tests/target/test-classes"))
          .filter(e -> !e.endsWith("native-tests/target/classes"))
          .toList();

  private static Optional<Path> archive;

  private CommandJava() {}

  /** The words before the arguments of a command whose main class is that one. */
  static synchronized List<String> words(String mainClass) {
    if (archive == null) {
      archive = Optional.empty();
      if (Tool.SCALE == 1 && CLASS_PATH.stream().noneMatch(e -> Files.isDirectory(Path.of(e)))) {
        archive = Optional.of(archived(Workspace.directory("classes")));
      }
    }
    List<String> options = new ArrayList<>(List.of("-Xshare:auto"));
    archive.ifPresent(a -> options.add("-XX:SharedArchiveFile=" + a));
    return line(options, mainClass);
  }

  private static List<String> options() {
    List<String> options =
        new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    if (Runtime.version().feature() >= 22) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    return List.copyOf(options);
  }

  private static List<String> line(List<String> options, String... rest) {
    List<String> line = new ArrayList<>(List.of(JAVA));
    line.addAll(OPTIONS);
    line.addAll(options);
    line.addAll(List.of("-cp", String.join(File.pathSeparator, CLASS_PATH)));
    line.addAll(List.of(rest));
    return line;
  }

  private static Path archived(Path place) {
    String root = place.resolve("root").toString();
    String state = place.resolve("state").toString();
    String cgroup = DavitCommand.CGROUP_PARENT;
    Set<String> classes = new LinkedHashSet<>();
    classes.addAll(
        loaded(
            place,
            "dev.davit.command.Main",
            "--root=" + root,
            "--state=" + state,
            "run",
            "--rm",
            "--cgroup-parent=" + cgroup,
            "--rootfs=/",
            "true"));
    classes.addAll(loaded(place, "dev.davit.ocicommand.Main", "--root=" + state, "features"));
    try {
      Path list = Files.write(place.resolve("classes"), classes);
      Path archive = place.resolve("archive");
      List<String> dump =
          line(
              List.of(
                  "-Xshare:dump",
                  "-XX:SharedClassListFile=" + list,
                  "-XX:SharedArchiveFile=" + archive));
      Tool.attempt(dump, Map.of(), null, Tool.DEADLINE).expect(0);
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The classes that a command loads. */
  private static List<String> loaded(Path place, String... command) {
    Path list = place.resolve("loaded");
    Tool.attempt(
            line(List.of("-XX:DumpLoadedClassList=" + list), command),
            Map.of(),
            null,
            Tool.DEADLINE)
        .expect(0);
    try (Stream<String> lines = Files.lines(list)) {
      // From Java 24 on each run numbers its classes in its own way.
      return lines
          .filter(line -> !line.contains(" source: "))
          .map(line -> line.replaceFirst(" id: \\d+$", ""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
