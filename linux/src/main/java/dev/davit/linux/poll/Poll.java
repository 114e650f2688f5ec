package dev.davit.linux.poll;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Waiting once for some descriptors: ppoll(2). For many or for long, see {@link Epoll}. */
public final class Poll {
  private static final int POLLFD_SIZE = 8;

  /**
   * What to wait for.
   *
   * @param fd the descriptor
   * @param events of {@link PollEvents}
   */
  public record Interest(Fd fd, int events) {}

  private Poll() {}

  /**
   * Waits until a descriptor is ready or the time is over.
   *
   * @return the events that are there, of each interest in its order; all 0 when the time was over
   */
  public static int[] await(List<Interest> interests, Duration timeout) throws ErrnoException {
    long deadline = Timeouts.deadlineNs(timeout);
    int count = interests.size();
    try (Scratch scratch = Scratch.open((long) count * POLLFD_SIZE)) {
      long time = scratch.reserve(16);
      long fds = scratch.reserve(count * POLLFD_SIZE);
      for (int i = 0; i < count; i++) {
        scratch.putInt(fds + i * POLLFD_SIZE, interests.get(i).fd().number());
        scratch.putInt(fds + i * POLLFD_SIZE + 4, interests.get(i).events());
      }
      while (true) {
        long restNs = Timeouts.restNs(deadline);
        scratch.putLong(time, restNs / 1_000_000_000);
        scratch.putLong(time + 8, restNs % 1_000_000_000);
        long result = Kernel.callOnce(Syscall.PPOLL, fds, count, time, 0, 0, 0);
        if (result >= 0) {
          int[] events = new int[count];
          for (int i = 0; i < count; i++) {
            events[i] = scratch.getShort(fds + i * POLLFD_SIZE + 6);
          }
          return events;
        }
        if (result != -Errno.EINTR.number()) {
          throw CallText.of("ppoll").raw("…").number(count).raw(timeout.toString()).failed(result);
        }
      }
    }
  }

  /** Waits for one descriptor; whether it became ready, in any way, within the time. */
  public static boolean await(Fd fd, int events, Duration timeout) throws ErrnoException {
    List<Interest> one = new ArrayList<>(1);
    one.add(new Interest(fd, events));
    return await(one, timeout)[0] != 0;
  }
}
