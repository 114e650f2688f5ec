package dev.davit.nativetest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a program of the machine to its end, within a deadline, with both outputs kept apart. */
final class Tool {
  /** How many times longer everything may take: an emulated machine is slower. */
  static final int SCALE = Integer.getInteger("davit.deadline.scale", 1);

  static final Duration DEADLINE = Duration.ofSeconds(120L * SCALE);

  /** How a program ended. */
  record Result(List<String> command, int exit, String out, String err) {
    /** This result, when the exit code is the expected one; otherwise an error with all output. */
    Result expect(int code) {
      if (exit != code) {
        throw new AssertionError("expected exit code " + code + " from " + this);
      }
      return this;
    }

    /** The output without the final newline. */
    String line() {
      return out.stripTrailing();
    }

    List<String> lines() {
      return out.lines().toList();
    }

    @Override
    public String toString() {
      return print(command) + "\nexit " + exit + "\nstdout: " + out + "\nstderr: " + err;
    }
  }

  private Tool() {}

  /** The command on one line, without the class path. */
  static String print(List<String> command) {
    return command.stream()
        .map(a -> a.length() > 300 ? a.substring(0, 20) + "…" : a)
        .collect(java.util.stream.Collectors.joining(" "));
  }

  /** The program of that name on PATH or in the system directories. */
  static Optional<Path> find(String name) {
    return Stream.concat(
            Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")),
            Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin"))
        .filter(d -> !d.isEmpty())
        .map(d -> Path.of(d, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs the command and demands success. */
  static Result run(String... command) {
    return attempt(List.of(command), Map.of(), null, DEADLINE).expect(0);
  }

  /** Runs a shell script with {@code sh -euc} and demands success; the arguments are $1, $2, … */
  static Result shell(String script, String... arguments) {
    return attempt(shellCommand(script, arguments), Map.of(), null, DEADLINE).expect(0);
  }

  static List<String> shellCommand(String script, String... arguments) {
    return Stream.concat(Stream.of("sh", "-euc", script, "sh"), Stream.of(arguments)).toList();
  }

  /** Runs the command, whatever its exit code; input may be null for none. */
  static Result attempt(
      List<String> command, Map<String, String> env, byte[] input, Duration deadline) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(env);
    try {
      Process process = builder.start();
      CompletableFuture<String> out = drain(process.getInputStream());
      CompletableFuture<String> err = drain(process.getErrorStream());
      try (var stdin = process.getOutputStream()) {
        if (input != null) {
          stdin.write(input);
        }
      } catch (IOException brokenPipe) {
        // The program ended without reading its input; its exit code tells the story.
      }
      return finish(process, command, out, err, deadline);
    } catch (IOException e) {
      throw new AssertionError(print(command) + ": " + e.getMessage(), e);
    }
  }

  static Result finish(
      Process process,
      List<String> command,
      CompletableFuture<String> out,
      CompletableFuture<String> err,
      Duration deadline) {
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(
            print(command) + ": still running after " + deadline + "\nstderr: " + now(err));
      }
      return new Result(
          command,
          process.exitValue(),
          out.get(10, TimeUnit.SECONDS),
          err.get(10, TimeUnit.SECONDS));
    } catch (java.util.concurrent.TimeoutException e) {
      throw new AssertionError(
          print(command) + ": ended, but something still holds its output open", e);
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError(print(command), e);
    }
  }

  private static String now(CompletableFuture<String> text) {
    try {
      return text.get(1, TimeUnit.SECONDS);
    } catch (InterruptedException
        | java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException e) {
      return "(not closed)";
    }
  }

  static CompletableFuture<String> drain(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException e) {
                text.completeExceptionally(e);
              }
            },
            "drain");
    reader.setDaemon(true);
    reader.start();
    return text;
  }
}
