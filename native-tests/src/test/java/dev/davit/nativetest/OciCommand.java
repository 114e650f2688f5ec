package dev.davit.nativetest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real {@code davit-oci} command as a program of its own, as podman and containerd start it,
 * with a state of its own.
 *
 * @param program the program
 * @param state where it records containers
 */
record OciCommand(Path program, Path state) {

  /** A command without containers. */
  static OciCommand fresh() {
    Path place = Workspace.directory("davit-oci");
    List<String> words = new ArrayList<>(CommandJava.words("dev.davit.ocicommand.Main"));
    words.addAll(List.of("--root", place.resolve("state").toString()));
    return new OciCommand(
        Scripts.program(place.resolve("davit-oci"), words), place.resolve("state"));
  }

  /** Runs {@code davit-oci ARGUMENTS} to its end, whatever its exit code. */
  Tool.Result attempt(String... arguments) {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(List.of(arguments));
    return Tool.attempt(line, Map.of(), null, Tool.DEADLINE);
  }

  /** Runs it and demands success. */
  Tool.Result run(String... arguments) {
    return attempt(arguments).expect(0);
  }
}
