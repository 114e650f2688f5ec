package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads both outputs of a command at once, up to a limit; the rest is read and dropped. */
final class OutputCollector {

  private static final Duration FOREVER = Duration.ofDays(365);

  private final ExecSession session;
  private final int limitBytes;
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  private volatile boolean truncated;

  OutputCollector(ExecSession session, int limitBytes) {
    this.session = session;
    this.limitBytes = limitBytes;
  }

  ExecOutput collect(List<String> command, Duration timeout) {
    Duration limit = timeout.isZero() ? FOREVER : timeout;
    Thread errors = reader(session.stderr(), stderr);
    Thread output = reader(session.stdout(), stdout);
    try {
      long deadline = System.nanoTime() + limit.toNanos();
      Optional<Integer> code = session.waitFor(limit);
      if (code.isEmpty()) {
        throw new PodException(
            Reason.TIMEOUT, "command " + command + ": still ran after " + timeout);
      }
      // what it has left running may hold its outputs open; that is waited for, but not for ever
      long rest = Math.max(1000, Math.min(10_000, (deadline - System.nanoTime()) / 1_000_000));
      output.join(rest);
      errors.join(rest);
      synchronized (stdout) {
        synchronized (stderr) {
          return new ExecOutput(stdout.toByteArray(), stderr.toByteArray(), code.get(), truncated);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PodException(Reason.TIMEOUT, "command " + command + ": interrupted", e);
    }
  }

  private Thread reader(InputStream from, ByteArrayOutputStream to) {
    Thread thread = new Thread(() -> read(from, to), "davit-exec");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void read(InputStream from, ByteArrayOutputStream to) {
    byte[] buffer = new byte[16 * 1024];
    try {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        synchronized (to) {
          int room = Math.min(count, limitBytes - to.size());
          to.write(buffer, 0, Math.max(0, room));
          truncated |= room < count;
        }
      }
    } catch (IOException e) {
      // the session was closed
    }
  }
}
