package dev.davit.runtime.cgroup;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel logged about processes that it killed for want of memory: it is still there when
 * the cgroup is gone.
 *
 * <p>Records of {@code /dev/kmsg} are {@code PRIORITY,NUMBER,MICROSECONDS,FLAGS;TEXT}
 * (Documentation/ABI/testing/dev-kmsg); the time is that of CLOCK_MONOTONIC, near enough. The text
 * {@code oom-kill:…,task_memcg=CGROUP,task=…} is that of {@code mm/oom_kill.c}.
 */
final class KernelLog {

  private static final Pattern KILL =
      Pattern.compile(
          "\\d+,\\d+,(\\d+),[^;]*;oom-kill:.*,task_memcg=([^,\\n]+),.*", Pattern.DOTALL);

  /** The longest record, which is read whole or not at all. */
  private static final int RECORD_SIZE = 8192;

  private KernelLog() {}

  /**
   * Tells whether a process was killed in a cgroup or below it.
   *
   * @param since what was logged before is another's who had the same name
   * @return false also if the log cannot be read: it may be for the administrator alone
   *     (dmesg_restrict)
   */
  static boolean oomKilled(CgroupPath cgroup, Instant since) {
    Duration age = Duration.between(since, Instant.now());
    long first = (System.nanoTime() - age.toNanos()) / 1000;
    try (Fd log =
        Descriptors.open(Fd.CWD, "/dev/kmsg", OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK)) {
      byte[] record = new byte[RECORD_SIZE];
      while (true) {
        int size = next(log, record);
        if (size <= 0) {
          return false;
        }
        String text = new String(record, 0, size, StandardCharsets.UTF_8);
        if (tells(text, cgroup, first)) {
          return true;
        }
      }
    } catch (ErrnoException e) {
      return false;
    }
  }

  /** The size of the next record, 0 at the end. */
  private static int next(Fd log, byte[] record) throws ErrnoException {
    while (true) {
      try {
        return Content.read(log, record, 0, record.length);
      } catch (ErrnoException e) {
        if (e.is(Errno.EAGAIN)) {
          return 0;
        }
        if (!e.is(Errno.EPIPE)) { // some were overwritten, and it goes on behind them
          throw e;
        }
      }
    }
  }

  /** True if a record tells of such a kill at or after a time in microseconds. */
  static boolean tells(String record, CgroupPath cgroup, long sinceUs) {
    Matcher kill = KILL.matcher(record);
    return kill.matches()
        && Long.parseLong(kill.group(1)) >= sinceUs
        && (kill.group(2) + "/").startsWith(cgroup.value() + "/");
  }
}
