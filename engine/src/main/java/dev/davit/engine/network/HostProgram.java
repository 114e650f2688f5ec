package dev.davit.engine.network;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.MemoryFile;
import dev.davit.linux.file.VirtualFile;
import dev.davit.linux.netlink.NetworkNamespace;
import dev.davit.linux.process.ExitStatus;
import dev.davit.linux.process.Spawn;
import dev.davit.linux.process.Wait;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program of the host that is given a text and gives one: {@code nft} and the plugins of CNI. */
final class HostProgram {

  private static final int OUTPUT_MAX = 4 << 20;

  /**
   * What it did.
   *
   * @param exitCode 128 and the signal if it was killed
   */
  record Result(int exitCode, String output, String errors) {}

  private HostProgram() {}

  /** Where a program is, in the directories where administrators' programs are. */
  static Optional<Path> find(String name) {
    return List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin").stream()
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs one to its end.
   *
   * @param namespace the network namespace that it runs in; that of this process if empty
   */
  static Result run(
      Path program,
      List<String> arguments,
      Map<String, String> environment,
      String input,
      Optional<Fd> namespace) {
    try (Fd in = MemoryFile.create("input");
        Fd out = MemoryFile.create("output");
        Fd err = MemoryFile.create("errors")) {
      Content.writeAll(in, input.getBytes(StandardCharsets.UTF_8));
      Content.seek(in, 0);
      Spawn spawn =
          Spawn.program(program.toString())
              .arguments(arguments)
              .environment(environment)
              .pass(in, 0)
              .pass(out, 1)
              .pass(err, 2)
              .closeOthers();
      // a new process is in the network namespace of the thread that starts it
      int pid =
          namespace.isPresent()
              ? NetworkNamespace.inside(namespace.get(), spawn::start)
              : spawn.start();
      ExitStatus status = Wait.forPid(pid);
      int code = status.code().orElseGet(() -> 128 + status.signal().orElseThrow().number());
      return new Result(code, text(out), text(err));
    } catch (ErrnoException e) {
      throw new NetworkException(program + ": " + e.getMessage(), e);
    }
  }

  private static String text(Fd file) throws ErrnoException {
    Content.seek(file, 0);
    return new String(VirtualFile.readAll(file, OUTPUT_MAX, "output"), StandardCharsets.UTF_8);
  }
}
