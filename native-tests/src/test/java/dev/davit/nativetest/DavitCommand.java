package dev.davit.nativetest;

import dev.davit.engine.Davit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The real {@code davit} command, as a process of its own, on a data root and a run state of its
 * own.
 *
 * @param root the data root
 * @param state the run state
 */
record DavitCommand(Path root, Path state) {
  static final String CGROUP_PARENT = "/" + Workspace.NAME;

  /** A command on an empty data root. */
  static DavitCommand fresh() {
    Path place = Workspace.directory("davit");
    return new DavitCommand(place.resolve("root"), place.resolve("state"));
  }

  /** Runs {@code davit ARGUMENTS} to its end, whatever its exit code. */
  Tool.Result attempt(String... arguments) {
    return attempt(null, arguments);
  }

  /** The same with an input. */
  Tool.Result attempt(byte[] input, String... arguments) {
    return Tool.attempt(line(arguments), Map.of(), input, Tool.DEADLINE);
  }

  /** Runs {@code davit ARGUMENTS} and demands success. */
  Tool.Result run(String... arguments) {
    return attempt(arguments).expect(0);
  }

  /** Loads an archive in this JVM, for tests of what comes after. */
  void load(Path archive) {
    try (Davit davit = Davit.at(root, state)) {
      davit.images().load(archive);
    }
  }

  /** Makes an image of a root file system's tar in this JVM, for tests of what comes after. */
  void importTar(Path tar, String name) {
    try (Davit davit = Davit.at(root, state)) {
      davit.images().importTar(tar, name);
    }
  }

  /** Runs {@code davit run --rm --cgroup-parent … ARGUMENTS}, whatever its exit code. */
  Tool.Result container(String... arguments) {
    return attempt(containerArguments(arguments));
  }

  /**
   * Starts {@code davit run --rm … ARGUMENTS} and goes on. A signal that the tests were told to
   * ignore, as by nohup(1) or a shell's background job, is not ignored there.
   */
  Running start(String... arguments) {
    try {
      List<String> line = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,TERM"));
      line.addAll(line(containerArguments(arguments)));
      return new Running(new ProcessBuilder(line).start(), line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] containerArguments(String... arguments) {
    return Stream.concat(
            Stream.of("run", "--rm", "--cgroup-parent", CGROUP_PARENT), Stream.of(arguments))
        .toArray(String[]::new);
  }

  /** The whole command line of this verb and these arguments. */
  List<String> line(String... arguments) {
    List<String> line = new ArrayList<>(CommandJava.words("dev.davit.command.Main"));
    line.add(arguments[0]);
    line.addAll(List.of("--root", root.toString(), "--state", state.toString()));
    line.addAll(List.of(arguments).subList(1, arguments.length));
    return line;
  }

  /** A {@code davit run} that has not ended; closing it kills the command. */
  static final class Running implements AutoCloseable {
    private final Process process;
    private final List<String> line;
    private final CompletableFuture<String> err;

    Running(Process process, List<String> line) {
      this.process = process;
      this.line = line;
      this.err = Tool.drain(process.getErrorStream());
    }

    Process process() {
      return process;
    }

    /** Reads one line of the container's output; it must come within the deadline. */
    String readLine() {
      CompletableFuture<String> read =
          CompletableFuture.supplyAsync(
              () -> {
                StringBuilder text = new StringBuilder();
                try {
                  int c = process.getInputStream().read();
                  while (c >= 0 && c != '\n') {
                    text.append((char) c);
                    c = process.getInputStream().read();
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                return text.toString().stripTrailing();
              });
      try {
        return read.get(Tool.DEADLINE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
      } catch (InterruptedException
          | java.util.concurrent.ExecutionException
          | java.util.concurrent.TimeoutException e) {
        throw new AssertionError(Tool.print(line), e);
      }
    }

    /** Waits for its end. */
    Tool.Result finish() {
      return Tool.finish(process, line, Tool.drain(process.getInputStream()), err, Tool.DEADLINE);
    }

    /**
     * The host's number of the container's first process: found below the command by its PID
     * namespace.
     */
    long containerPid() {
      try {
        return Inside.firstProcessBelow(process.pid());
      } catch (AssertionError e) {
        throw process.isAlive() ? e : new AssertionError(finish().toString(), e);
      }
    }

    /** Kills the container, which ends the command; and the command too if it does not end. */
    @Override
    public void close() {
      if (!process.isAlive()) {
        return;
      }
      process
          .descendants()
          .filter(p -> Inside.isFirst(p.pid()))
          .forEach(ProcessHandle::destroyForcibly);
      try {
        if (!process.waitFor(Tool.DEADLINE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
      }
    }
  }
}
