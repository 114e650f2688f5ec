package dev.davit.command;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** Prints entries of a log as the container has printed them. */
final class LogPrinter {

  private final PrintStream out;
  private final PrintStream err;
  private final Optional<Instant> since;
  private final boolean timestamps;

  /** Whether what was printed last on the output, and on the errors, was not the end of a line. */
  private final boolean[] within = new boolean[2];

  LogPrinter(PrintStream out, PrintStream err, Optional<Instant> since, boolean timestamps) {
    this.out = out;
    this.err = err;
    this.since = since;
    this.timestamps = timestamps;
  }

  void print(LogEntry entry) {
    if (since.isPresent() && !entry.isSince(since.get())) {
      return;
    }
    PrintStream stream = entry.error() ? err : out;
    int which = entry.error() ? 1 : 0;
    if (timestamps && !within[which]) {
      stream.write(
          (entry.time() + " ").getBytes(StandardCharsets.UTF_8), 0, entry.time().length() + 1);
    }
    stream.write(entry.text(), 0, entry.text().length);
    if (entry.whole()) {
      stream.write('\n');
    }
    within[which] = !entry.whole();
    stream.flush();
  }
}
