package dev.davit.linux.asm;

import dev.davit.linux.Architecture;
import dev.davit.linux.program.SyscallProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs a program under strace(1) and compares what it traced with what the program prints. */
final class Strace {
  private static final Path STRACE = Path.of("/usr/bin/strace");
  private static final Pattern PLACEHOLDER = Pattern.compile("<[a-z_][^<>=]*>");

  /** What follows a call: its result with errno. */
  private static final String RESULT = " += (-?\\d+|\\?|0x[0-9a-f]+)( [^\"]*)?$";

  private Strace() {}

  static boolean available() {
    return Files.isExecutable(STRACE);
  }

  /** Gives the traced calls without results: of the program's first process, then of its child. */
  static List<List<String>> trace(SyscallProgram program) throws IOException {
    Path directory = Files.createTempDirectory("davit-trace-");
    try {
      String output = directory.resolve("trace").toString();
      String strace = STRACE.toString();
      ProgramRun.of(program, Architecture.host(), strace, "-ff", "-s", "65536", "-o", output);
      List<List<String>> processes = new ArrayList<>();
      for (Path file : files(directory)) {
        List<String> calls = calls(Files.readAllLines(file, StandardCharsets.UTF_8));
        // The first call of the first process is strace's own execve of the program.
        boolean first = calls.get(0).startsWith("execve(\"/tmp/davit-program-");
        processes.add(first ? 0 : processes.size(), first ? calls.subList(1, calls.size()) : calls);
      }
      return processes;
    } finally {
      for (Path file : files(directory)) {
        Files.delete(file);
      }
      Files.delete(directory);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static List<String> calls(List<String> lines) {
    List<String> calls = new ArrayList<>();
    for (String line : lines) {
      if (!line.startsWith("+++") && !line.startsWith("---")) {
        calls.add(line.replaceFirst(RESULT, ""));
      }
    }
    return calls;
  }

  /**
   * Tells whether a traced call is what the program printed; {@code <name>} stands for anything.
   */
  static boolean matches(String printed, String traced) {
    StringBuilder pattern = new StringBuilder();
    Matcher placeholders = PLACEHOLDER.matcher(printed);
    int at = 0;
    while (placeholders.find()) {
      pattern.append(Pattern.quote(printed.substring(at, placeholders.start()))).append(".+");
      at = placeholders.end();
    }
    pattern.append(Pattern.quote(printed.substring(at)));
    // What the kernel wrote back into a structure follows an arrow.
    return Pattern.matches(pattern.toString(), traced.replaceAll(" => \\{[^{}]*\\}", ""));
  }
}
