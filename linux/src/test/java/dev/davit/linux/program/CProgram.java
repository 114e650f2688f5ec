package dev.davit.linux.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compiles a C program with the machine's own headers and runs it. */
final class CProgram {
  private static final Path GCC = Path.of("/usr/bin/gcc");

  private CProgram() {}

  static boolean available() {
    return Files.isExecutable(GCC);
  }

  /** Gives what the program prints, lines of {@code name=value}. */
  static Map<String, String> run(String source) throws IOException {
    Path directory = Files.createTempDirectory("davit-c-");
    Path program = directory.resolve("program");
    Path code = directory.resolve("program.c");
    try {
      Files.writeString(code, source);
      String complaints = output(GCC.toString(), "-w", "-o", program.toString(), code.toString());
      if (!Files.exists(program)) {
        throw new AssertionError(complaints);
      }
      Map<String, String> values = new LinkedHashMap<>();
      for (String line : output(program.toString()).split("\n")) {
        int equals = line.indexOf('=');
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
      return values;
    } finally {
      Files.deleteIfExists(program);
      Files.deleteIfExists(code);
      Files.delete(directory);
    }
  }

  private static String output(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
