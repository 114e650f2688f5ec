package dev.davit.runtime.launch;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.poll.Poll;
import dev.davit.linux.poll.PollEvents;
import dev.davit.runtime.plan.SyncPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Optional;

/**
 * What a program says through its report pipe, record by record. The end of file is what it says
 * last: in a start it means that the container's program has been executed.
 *
 * <pre>
 *   supervisor ──{1, pid, 0}──&gt;        the clone succeeded
 *   init       ──{3, point, 0}──&gt;      it waits for the host side
 *   init       ──{4, fd, 0}──&gt;         it opens a seccomp listener and waits
 *   either     ──{2, call, errno}──&gt;   a call failed, and nothing runs any more
 * </pre>
 */
public final class Report {

  /** A record has three numbers of four bytes. */
  private static final int SIZE = 12;

  private static final Duration MOMENT = Duration.ofMillis(100);

  private static final int STARTED = 1;
  private static final int REACHED = 3;
  private static final int LISTENING = 4;

  /** One record. */
  public sealed interface Record {}

  /**
   * The program has made what it was to make.
   *
   * @param number the number of a process, or of a descriptor
   */
  public record Started(int number) implements Record {}

  /**
   * Init waits for the host side.
   *
   * @param point where
   */
  record Reached(SyncPoint point) implements Record {}

  /**
   * The process is about to open a seccomp listener, and waits then.
   *
   * @param descriptor its number in the process
   */
  record Listening(int descriptor) implements Record {}

  /**
   * A call failed.
   *
   * @param call its index
   * @param errno the kernel's answer
   */
  public record Failed(int call, Errno errno) implements Record {}

  private final Fd pipe;

  /** Reads from a pipe, which stays the caller's. */
  public Report(Fd pipe) {
    this.pipe = pipe;
  }

  /** Whether a record, or the end, is there already. */
  boolean isReady() throws ErrnoException {
    return Poll.await(pipe, PollEvents.IN, Duration.ZERO);
  }

  /**
   * A failure that has been reported by now, or is within moments: a supervisor reports after its
   * init is gone. The records before it are skipped.
   */
  Optional<Failed> failure() throws ErrnoException {
    while (Poll.await(pipe, PollEvents.IN, MOMENT)) {
      Optional<Record> record = next();
      if (record.isEmpty()) {
        return Optional.empty();
      }
      if (record.get() instanceof Failed failed) {
        return Optional.of(failed);
      }
    }
    return Optional.empty();
  }

  /** Waits for the next record; empty at the end of file. */
  public Optional<Record> next() throws ErrnoException {
    byte[] bytes = new byte[SIZE];
    // a write of less than PIPE_BUF bytes is atomic (pipe(7)), so a record comes whole
    int count = Content.read(pipe, bytes, 0, SIZE);
    if (count < SIZE) {
      return Optional.empty();
    }
    ByteBuffer record = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    int kind = record.getInt();
    int number = record.getInt();
    if (kind == LISTENING) {
      return Optional.of(new Listening(number));
    }
    if (kind == REACHED) {
      return Optional.of(new Reached(SyncPoint.values()[number]));
    }
    return Optional.of(
        kind == STARTED ? new Started(number) : new Failed(number, Errno.of(record.getInt())));
  }
}
