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

/** Runs a program under strace(1) and compares what it traced with what the program prints. */
final class Strace {
  private static final Path STRACE = Path.of("/usr/bin/strace");
  private static final Pattern PLACEHOLDER = Pattern.compile("<[a-z_][^<>=]*>");

  private Strace() {}

  static boolean available() {
    return Files.isExecutable(STRACE);
  }

  /** Gives the traced calls without results, of one process and its child in their own order. */
  static List<String> trace(SyscallProgram program) throws IOException {
    Path trace = Files.createTempFile("davit-trace-", ".txt");
    try {
      ProgramRun.of(
          program,
          Architecture.host(),
          STRACE.toString(),
          "-f",
          "-s",
          "65536",
          "-o",
          trace.toString());
      List<String> calls = new ArrayList<>();
      for (String line : Files.readAllLines(trace, StandardCharsets.UTF_8)) {
        String call = line.replaceFirst("^\\d+ +", "");
        if (!call.startsWith("+++") && !call.startsWith("---")) {
          calls.add(call.replaceFirst(" += (-?\\d+|\\?|0x[0-9a-f]+)( [^\"]*)?$", ""));
        }
      }
      // The first is strace's own execve of the program.
      return calls.subList(1, calls.size());
    } finally {
      Files.delete(trace);
    }
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
    return Pattern.matches(pattern.toString(), traced);
  }
}
