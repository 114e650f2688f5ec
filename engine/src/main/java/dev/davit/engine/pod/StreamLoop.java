package dev.davit.engine.pod;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.poll.Epoll;
import dev.davit.linux.poll.EventFd;
import dev.davit.linux.poll.PollEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one thread that reads the output of all containers, and sees processes end that are not its
 * children. In each round every container gets at most one chunk, so that none starves the others.
 */
final class StreamLoop implements AutoCloseable {

  private static final long STOP = 0;
  private static final long TURN = 1;

  /** Takes what there is in a stream; is called on the thread of the loop and must not wait. */
  interface Feed {
    /**
     * Takes a chunk and passes it on.
     *
     * @param from does not block
     * @param buffer for it
     * @return how many bytes; 0 at the end of the stream
     * @throws ErrnoException EAGAIN when there is nothing; anything else ends the stream
     */
    int pass(Fd from, byte[] buffer) throws ErrnoException;
  }

  private sealed interface Watched {}

  private record Source(Fd fd, Feed feed, Runnable end) implements Watched {}

  private record Process(Fd pidfd, Runnable end) implements Watched {}

  private final Epoll epoll;
  private final EventFd stop;
  private final EventFd turn;
  private final Queue<CountDownLatch> turns = new ConcurrentLinkedQueue<>();
  private final AtomicLong tokens = new AtomicLong(TURN);
  private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::run, "davit-pods");
  private final byte[] buffer = new byte[Content.CHUNK];

  StreamLoop() throws ErrnoException {
    epoll = Epoll.open();
    stop = EventFd.open();
    epoll.add(stop.fd(), PollEvents.IN, STOP);
    turn = EventFd.open();
    epoll.add(turn.fd(), PollEvents.IN, TURN);
    thread.setDaemon(true);
    thread.start();
  }

  /** Reads a stream to its end. The descriptor is closed then, before {@code end} is run. */
  void read(Fd fd, Feed feed, Runnable end) throws ErrnoException {
    Descriptors.setNonblocking(fd, true);
    add(fd, new Source(fd, feed, end));
  }

  /** Runs something when a process has ended. The pidfd is closed before. */
  void awaitEnd(Fd pidfd, Runnable end) throws ErrnoException {
    add(pidfd, new Process(pidfd, end));
  }

  private void add(Fd fd, Watched what) throws ErrnoException {
    long token = tokens.incrementAndGet();
    watched.put(token, what);
    try {
      epoll.add(fd, PollEvents.IN, token);
    } catch (ErrnoException e) {
      watched.remove(token);
      throw e;
    }
  }

  private void run() {
    try {
      while (true) {
        List<CountDownLatch> over = new ArrayList<>();
        for (Epoll.Ready ready : epoll.await()) {
          if (ready.token() == STOP) {
            return;
          }
          if (ready.token() == TURN) {
            turn.take();
            for (CountDownLatch asked = turns.poll(); asked != null; asked = turns.poll()) {
              over.add(asked);
            }
          }
          Watched what = watched.get(ready.token());
          if (what instanceof Source source) {
            chunk(ready.token(), source);
          } else if (what instanceof Process process) {
            forget(ready.token(), process.pidfd(), process.end());
          }
        }
        over.forEach(CountDownLatch::countDown);
      }
    } catch (ErrnoException e) {
      throw new IllegalStateException("watch pods: " + e.getMessage(), e);
    }
  }

  /**
   * Waits until everything was looked at once that is ready now.
   *
   * @return false if that was not within the time
   */
  boolean awaitTurn(Duration timeout) {
    CountDownLatch done = new CountDownLatch(1);
    turns.add(done);
    try {
      turn.signal();
      return done.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ErrnoException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void chunk(long token, Source source) {
    try {
      if (source.feed().pass(source.fd(), buffer) == 0) {
        forget(token, source.fd(), source.end());
      }
    } catch (ErrnoException e) {
      if (!e.is(Errno.EAGAIN)) {
        // EIO: the last process has closed the terminal
        forget(token, source.fd(), source.end());
      }
    }
  }

  private void forget(long token, Fd fd, Runnable end) {
    watched.remove(token);
    try {
      epoll.remove(fd);
    } catch (ErrnoException e) {
      // closed below, which removes it as well unless somebody else holds it
    }
    fd.close();
    end.run();
  }

  /** Ends the thread and closes what it watches. */
  @Override
  public void close() {
    try {
      stop.signal();
      thread.join();
    } catch (ErrnoException e) {
      throw new IllegalStateException("stop watching: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Watched what : watched.values()) {
      (what instanceof Source source ? source.fd() : ((Process) what).pidfd()).close();
    }
    watched.clear();
    epoll.close();
    stop.close();
    turn.close();
  }
}
