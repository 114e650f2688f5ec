package dev.davit.linux.asm;

import dev.davit.linux.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What objdump of the GNU binutils makes of machine code. */
final class Disassembly {
  private Disassembly() {}

  static boolean available(Architecture architecture) {
    return Files.isExecutable(Path.of(command(architecture).get(0)));
  }

  private static List<String> command(Architecture architecture) {
    return architecture == Architecture.X86_64
        ? List.of("/usr/bin/objdump", "-m", "i386:x86-64", "-M", "intel")
        : List.of("/usr/bin/aarch64-linux-gnu-objdump", "-m", "aarch64");
  }

  /** Gives the instructions with single spaces, without addresses and comments. */
  static List<String> of(byte[] code, Architecture architecture) {
    List<String> command = new ArrayList<>(command(architecture));
    command.addAll(List.of("-D", "-z", "-b", "binary", "--no-show-raw-insn"));
    List<String> instructions = new ArrayList<>();
    for (String line : run(code, command).split("\n")) {
      if (line.matches(" +[0-9a-f]+:\t.*")) {
        String text = line.substring(line.indexOf('\t')).replaceAll(" *(//|#) .*", "");
        instructions.add(text.trim().replaceAll("\\s+", " "));
      }
    }
    return instructions;
  }

  private static String run(byte[] code, List<String> command) {
    try {
      Path file = Files.createTempFile("davit-code-", ".bin");
      try {
        Files.write(file, code);
        command.add(file.toString());
        Process objdump = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] output = objdump.getInputStream().readAllBytes();
        return new String(output, StandardCharsets.UTF_8);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
