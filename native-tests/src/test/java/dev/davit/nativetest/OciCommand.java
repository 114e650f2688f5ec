package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
    String line = words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    try {
      Path program =
          Files.writeString(place.resolve("davit-oci"), "#!/bin/sh\nexec " + line + " \"$@\"\n");
      program.toFile().setExecutable(true);
      return new OciCommand(program, place.resolve("state"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
