package dev.davit.runtime.installed;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.MemoryFile;
import dev.davit.linux.file.VirtualFile;
import dev.davit.linux.process.Spawn;
import dev.davit.linux.process.Wait;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A call of an installed runtime, from its start to its end. */
final class RuntimeCall {

  private static final int OUTPUT_MAX = 4 << 20;

  private final InstalledRuntime runtime;
  private final Path root;

  RuntimeCall(InstalledRuntime runtime, Path root) {
    this.runtime = runtime;
    this.root = root;
  }

  /** The options that come before the verb. */
  static List<String> options(Path root, Path log) {
    return List.of("--root", root.toString(), "--log", log.toString(), "--log-format", "json");
  }

  /** Runs a verb with an empty input, and gives what it printed. */
  String output(String verb, ContainerId id, List<String> words) {
    try (Fd nothing = Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDONLY);
        Fd out = MemoryFile.create("output");
        Fd err = MemoryFile.create("errors")) {
      Path log = temporary("log");
      try {
        int code = run(verb, words, log, List.of(nothing, out, err));
        if (code != 0) {
          throw failure(
              verb,
              id,
              RuntimeLog.error(log)
                  .or(() -> Optional.of(RuntimeLog.shortened(text(err))).filter(s -> !s.isEmpty()))
                  .orElse("exit code " + code));
        }
        return text(out);
      } finally {
        remove(log);
      }
    } catch (ErrnoException e) {
      throw failure(verb, id, e.getMessage());
    }
  }

  /**
   * Runs a verb that gives its input, output and error to a container.
   *
   * @return its exit code, which is that of a process in the container where the log tells of no
   *     error
   */
  int withStdio(String verb, ContainerId id, List<String> words, Stdio stdio) {
    Path log = temporary("log");
    try {
      int code;
      if (stdio instanceof Stdio.Inherit) {
        code = run(verb, words, log, List.of(Fd.borrowing(0), Fd.borrowing(1), Fd.borrowing(2)));
      } else if (stdio instanceof Stdio.Descriptors given) {
        code = run(verb, words, log, List.of(given.in(), given.out(), given.err()));
      } else if (stdio instanceof Stdio.Null) {
        try (Fd nothing = Descriptors.open(Fd.CWD, "/dev/null", OpenFlags.O_RDWR)) {
          code = run(verb, words, log, List.of(nothing, nothing, nothing));
        }
      } else {
        throw new IllegalArgumentException(
            runtime.name() + ": " + verb + ": give descriptors: it is waited for");
      }
      Optional<String> error = code == 0 ? Optional.empty() : RuntimeLog.error(log);
      if (error.isPresent() || code != 0 && !verb.equals("exec")) {
        throw failure(verb, id, error.orElse("exit code " + code));
      }
      return code;
    } catch (ErrnoException e) {
      throw failure(verb, id, e.getMessage());
    } finally {
      remove(log);
    }
  }

  private int run(String verb, List<String> words, Path log, List<Fd> streams)
      throws ErrnoException {
    List<String> arguments = new ArrayList<>(options(root, log));
    arguments.add(verb);
    arguments.addAll(words);
    Spawn spawn =
        Spawn.program(runtime.program().toString(), runtime.name())
            .arguments(arguments)
            .environment(InstalledRuntime.environment());
    // numbers above 2 first, for none of them may be replaced before it was given
    try (Fd in = Descriptors.duplicate(streams.get(0), 3);
        Fd out = Descriptors.duplicate(streams.get(1), 3);
        Fd err = Descriptors.duplicate(streams.get(2), 3)) {
      return Wait.forPid(
              spawn.pass(in, 0).pass(out, 1).pass(err, 2).closeOthers().newSession().start())
          .shellCode();
    }
  }

  /** A file beside the runtime's own, with a name that it does not take for a container's. */
  Path temporary(String what) {
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return Files.createTempFile(root, ".", "." + what);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InstalledException failure(String verb, ContainerId id, String reason) {
    return new InstalledException(runtime.name(), verb, id.familiar(), reason);
  }

  private static String text(Fd file) {
    try {
      Content.seek(file, 0);
      return new String(VirtualFile.readAll(file, OUTPUT_MAX, "output"), StandardCharsets.UTF_8);
    } catch (ErrnoException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
