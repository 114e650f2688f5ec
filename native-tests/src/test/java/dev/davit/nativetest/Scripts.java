package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The shell scripts and C programs among the test resources, and small programs that tests make.
 */
final class Scripts {
  private Scripts() {}

  /** The path of that resource in the file system. */
  static String path(String name) {
    URL url = Scripts.class.getResource("/" + name);
    if (url == null) {
      throw new IllegalArgumentException(name + ": no such test resource");
    }
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Makes a program of words that are executed in its place, with its arguments after them. */
  static Path program(Path place, List<String> words) {
    String line = words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    try {
      Path program = Files.writeString(place, "#!/bin/sh\nexec " + line + " \"$@\"\n");
      if (!program.toFile().setExecutable(true)) {
        throw new AssertionError(program + ": cannot be made executable");
      }
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
