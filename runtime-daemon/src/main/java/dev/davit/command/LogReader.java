package dev.davit.command;

import dev.davit.engine.ContainerException;
import dev.davit.engine.ContainerException.Reason;
import dev.davit.linux.IoFailure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads a log while it grows, and goes on in the new file when it is rotated: what is in {@code
 * NAME.1} came before.
 */
final class LogReader {

  private static final long ROUND_MS = 100;

  /** How many rounds of nothing lie between two looks at whether the container still runs. */
  private static final int LOOK_ROUNDS = 3;

  private final Path path;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private InputStream file;
  private Object key;

  LogReader(Path path) {
    this.path = path;
  }

  /** Prints what is there, the last lines of it. */
  void existing(int lines, Optional<Instant> since, LogPrinter printer) {
    Deque<LogEntry> kept = new ArrayDeque<>();
    int[] whole = {0};
    read(
        path.resolveSibling(path.getFileName() + ".1"),
        entry -> keep(entry, lines, since, kept, whole));
    open();
    drain(entry -> keep(entry, lines, since, kept, whole));
    kept.forEach(printer::print);
  }

  private static void keep(
      LogEntry entry, int lines, Optional<Instant> since, Deque<LogEntry> kept, int[] whole) {
    if (since.isPresent() && !entry.isSince(since.get())) {
      return;
    }
    kept.add(entry);
    whole[0] += entry.whole() ? 1 : 0;
    // a part of a line that is not at its end yet counts as a line
    while (!kept.isEmpty() && whole[0] + (kept.getLast().whole() ? 0 : 1) > lines) {
      whole[0] -= kept.removeFirst().whole() ? 1 : 0;
    }
  }

  /** Goes on with what comes, until nothing comes and the container has ended. */
  void follow(BooleanSupplier running, LogPrinter printer) throws InterruptedException {
    boolean last = false;
    for (int quiet = 0; ; quiet++) {
      if (rotated()) {
        drain(printer::print);
        open();
      }
      if (drain(printer::print) > 0) {
        quiet = 0;
      } else if (last) {
        return;
      }
      if (quiet % LOOK_ROUNDS == LOOK_ROUNDS - 1) {
        last = !running.getAsBoolean();
      }
      if (!last) {
        Thread.sleep(ROUND_MS);
      }
    }
  }

  private boolean rotated() {
    try {
      return !Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class)
          .fileKey()
          .equals(key);
    } catch (IOException e) {
      return false;
    }
  }

  private void open() {
    try {
      close();
      key = Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class).fileKey();
      file = new BufferedInputStream(Files.newInputStream(path));
      line.reset();
    } catch (NoSuchFileException e) {
      // It has printed nothing yet.
      file = InputStream.nullInputStream();
      key = path;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  private void read(Path older, java.util.function.Consumer<LogEntry> use) {
    if (Files.exists(older)) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(older))) {
        file = in;
        drain(use);
      } catch (NoSuchFileException e) {
        // Rotated away at this moment.
      } catch (IOException e) {
        throw failed(e);
      } finally {
        file = null;
      }
    }
  }

  /** Uses all whole entries that are there; gives how many. */
  private int drain(java.util.function.Consumer<LogEntry> use) {
    int entries = 0;
    try {
      for (int c = file.read(); c >= 0; c = file.read()) {
        if (c == '\n') {
          LogEntry.parse(line.toByteArray()).ifPresent(use);
          line.reset();
          entries++;
        } else {
          line.write(c);
        }
      }
      return entries;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private ContainerException failed(IOException e) {
    return new ContainerException(Reason.STORE, path + ": " + IoFailure.reason(e), e);
  }
}
