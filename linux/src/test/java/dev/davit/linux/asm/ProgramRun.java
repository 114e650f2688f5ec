package dev.davit.linux.asm;

import dev.davit.linux.Architecture;
import dev.davit.linux.program.SyscallProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a compiled program as a process of its own and keeps what came of it. */
record ProgramRun(int exitCode, String output) {
  private static final Path QEMU = Path.of("/usr/bin/qemu-aarch64-static");

  static boolean canRun(Architecture architecture) {
    return architecture == Architecture.host()
        || architecture == Architecture.AARCH64 && Files.isExecutable(QEMU);
  }

  static ProgramRun of(SyscallProgram program, Architecture architecture, String... prefix) {
    try {
      Path file = Files.createTempFile("davit-program-", ".elf");
      try {
        Files.write(file, StaticElf.compile(program, architecture));
        if (!file.toFile().setExecutable(true)) {
          throw new IOException(file + ": cannot be made executable");
        }
        return run(file, architecture, prefix);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProgramRun run(Path file, Architecture architecture, String... prefix)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(prefix));
    if (architecture != Architecture.host()) {
      command.add(QEMU.toString());
    }
    command.add(file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the program does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byte[] output = process.getInputStream().readAllBytes();
    return new ProgramRun(process.exitValue(), new String(output, StandardCharsets.ISO_8859_1));
  }
}
