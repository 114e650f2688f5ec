package dev.davit.runtime.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The record that a supervisor writes with one write(2) when its container has ended: the {@code
 * siginfo_t} and {@code struct rusage} of waitid(2) and the {@code struct timespec} of
 * clock_gettime(2) CLOCK_REALTIME, one after the other, as the kernel fills them in on 64-bit
 * machines. Of a container whose cgroup may vanish with its last process, the text of {@code
 * memory.events} follows.
 *
 * @param pid the process that ended, as the supervisor's PID namespace numbers it
 * @param status how it ended
 * @param finished when the supervisor saw it
 * @param userTime processor time in user mode, children that were waited for included
 * @param systemTime processor time in the kernel
 * @param maxResidentKib the largest resident set of one process, in KiB
 * @param oomKilled whether the record itself says that the kernel killed a process in the cgroup
 *     for want of memory
 */
public record ExitRecord(
    int pid,
    ExitStatus status,
    Instant finished,
    Duration userTime,
    Duration systemTime,
    long maxResidentKib,
    boolean oomKilled) {

  /** Where {@code siginfo_t} begins. */
  public static final int SIGINFO_OFFSET = 0;

  /** The size of {@code siginfo_t}. */
  public static final int SIGINFO_SIZE = 128;

  /** Where {@code struct rusage} begins. */
  public static final int RUSAGE_OFFSET = SIGINFO_OFFSET + SIGINFO_SIZE;

  /** The size of {@code struct rusage}. */
  public static final int RUSAGE_SIZE = 144;

  /** Where {@code struct timespec} begins. */
  public static final int TIMESPEC_OFFSET = RUSAGE_OFFSET + RUSAGE_SIZE;

  /** The size of {@code struct timespec}. */
  public static final int TIMESPEC_SIZE = 16;

  /** The size of a whole record. */
  public static final int SIZE = TIMESPEC_OFFSET + TIMESPEC_SIZE;

  /** How much of {@code memory.events} there may be: six lines. */
  public static final int EVENTS_SIZE = 256;

  /** The size of a record with that text. */
  public static final int MAX_SIZE = SIZE + EVENTS_SIZE;

  private static final Pattern OOM_KILL = Pattern.compile("^oom_kill [1-9]", Pattern.MULTILINE);

  // Offsets in siginfo_t where sizeof(long) is 8: si_signo, si_errno, si_code, padding, then the
  // fields of SIGCHLD. asm-generic/siginfo.h.
  private static final int SI_SIGNO = 0;
  private static final int SI_CODE = 8;
  private static final int SI_PID = 16;
  private static final int SI_STATUS = 24;

  private static final int SIGCHLD = 17;
  private static final int CLD_EXITED = 1;
  private static final int CLD_KILLED = 2;
  private static final int CLD_DUMPED = 3;

  private static final int RU_UTIME = RUSAGE_OFFSET;
  private static final int RU_STIME = RUSAGE_OFFSET + 16;
  private static final int RU_MAXRSS = RUSAGE_OFFSET + 32;

  /**
   * Reads a record.
   *
   * @return empty if the bytes are not one whole record: the supervisor has not written yet, or
   *     died
   */
  public static Optional<ExitRecord> parse(byte[] bytes) {
    if (bytes.length < SIZE) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    if (in.getInt(SI_SIGNO) != SIGCHLD) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ExitRecord(
              in.getInt(SI_PID),
              status(in.getInt(SI_CODE), in.getInt(SI_STATUS)),
              Instant.ofEpochSecond(in.getLong(TIMESPEC_OFFSET), in.getLong(TIMESPEC_OFFSET + 8)),
              timeval(in, RU_UTIME),
              timeval(in, RU_STIME),
              in.getLong(RU_MAXRSS),
              OOM_KILL.matcher(events(bytes)).find()));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      // A damaged file is no record; what it would have said is lost either way.
      return Optional.empty();
    }
  }

  private static String events(byte[] bytes) {
    return new String(bytes, SIZE, bytes.length - SIZE, StandardCharsets.US_ASCII);
  }

  /**
   * Reads the record in a file.
   *
   * @return empty if there is no file, or no whole record in it
   * @throws IOException if the file cannot be read
   */
  public static Optional<ExitRecord> read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(MAX_SIZE));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static ExitStatus status(int code, int status) {
    return switch (code) {
      case CLD_EXITED -> new ExitStatus.Exited(status & 0xff);
      case CLD_KILLED -> new ExitStatus.Signaled(status, false);
      case CLD_DUMPED -> new ExitStatus.Signaled(status, true);
      default -> throw new IllegalArgumentException("si_code " + code + ": not an end");
    };
  }

  private static Duration timeval(ByteBuffer in, int offset) {
    return Duration.ofSeconds(in.getLong(offset), in.getLong(offset + 8) * 1000);
  }
}
