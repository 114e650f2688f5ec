package dev.davit.ocicommand;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Where errors and warnings go: to the file of {@code --log}, in which conmon, podman and
 * containerd look for the last error, and errors to standard error as well. The lines are those of
 * runc.
 */
final class Log {

  private final Optional<Path> file;
  private final boolean json;
  private final PrintStream err;

  Log(Optional<Path> file, boolean json, PrintStream err) {
    this.file = file;
    this.json = json;
    this.err = err;
  }

  /**
   * A log in the file that an option names, as runc or as crun has it; it is there from now on.
   *
   * @throws CommandFailure if it cannot be made
   */
  static Log to(Optional<String> option, boolean json, PrintStream err) {
    if (option.isEmpty() || option.get().isEmpty()) {
      return new Log(Optional.empty(), json, err);
    }
    String name = option.get();
    if (name.startsWith("syslog:") || name.startsWith("journald:")) {
      throw new CommandFailure("--log: " + name + ": the log can be a file only");
    }
    Path file = Path.of(name.startsWith("file:") ? name.substring("file:".length()) : name);
    try {
      if (!Files.exists(file)) {
        Files.write(file, new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      throw new CommandFailure("--log: " + file + ": cannot be made: " + e);
    }
    return new Log(Optional.of(file), json, err);
  }

  /** Says why the command failed. */
  void error(String message) {
    write("error", message);
    err.println("davit-oci: " + message);
  }

  /** Says what was asked for and is not had. */
  void warning(String message) {
    if (file.isPresent()) {
      write("warning", message);
    } else {
      err.println("davit-oci: " + message);
    }
  }

  /** Says what is being done, for those who asked for it. */
  void debug(String message) {
    if (file.isPresent()) {
      write("debug", message);
    } else {
      err.println("time=\"" + now() + "\" level=debug msg=" + quoted(message));
    }
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void write(String level, String message) {
    if (file.isEmpty()) {
      return;
    }
    String time = now();
    String line =
        json
            ? "{\"level\":\""
                + level
                + "\",\"msg\":"
                + quoted(message)
                + ",\"time\":\""
                + time
                + "\"}\n"
            : "time=\"" + time + "\" level=" + level + " msg=" + quoted(message) + "\n";
    try {
      Files.write(
          file.get(),
          line.getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      err.println("davit-oci: " + file.get() + ": cannot be written");
    }
  }

  /** A JSON string. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
