package dev.davit.runtime.process;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.poll.Epoll;
import dev.davit.linux.poll.EventFd;
import dev.davit.linux.poll.PollEvents;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one thread that waits for the end of all containers of a runtime. It begins with the first
 * container, and does not keep the JVM alive.
 */
public final class Watcher implements AutoCloseable {

  private static final long STOP = 0;

  private final Epoll epoll;
  private final EventFd stop;
  private final AtomicLong tokens = new AtomicLong();
  private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
  private final Thread thread;

  private record Watched(Fd process, Runnable ended, Runnable abandoned) {}

  private Watcher(Epoll epoll, EventFd stop) {
    this.epoll = epoll;
    this.stop = stop;
    this.thread = new Thread(this::run, "davit-watcher");
    thread.setDaemon(true);
  }

  /** Starts watching, nothing at first. */
  public static Watcher start() throws ErrnoException {
    Epoll epoll = Epoll.open();
    try {
      EventFd stop = EventFd.open();
      try {
        epoll.add(stop.fd(), PollEvents.IN, STOP);
      } catch (ErrnoException e) {
        stop.close();
        throw e;
      }
      Watcher watcher = new Watcher(epoll, stop);
      watcher.thread.start();
      return watcher;
    } catch (ErrnoException e) {
      epoll.close();
      throw e;
    }
  }

  /**
   * Calls back once when a process has ended, on the thread of this watcher.
   *
   * @param process its pidfd, which has to stay open until then
   * @param abandoned called instead when this watcher is closed before
   */
  public void watch(Fd process, Runnable ended, Runnable abandoned) throws ErrnoException {
    long token = tokens.incrementAndGet();
    watched.put(token, new Watched(process, ended, abandoned));
    try {
      epoll.add(process, PollEvents.IN, token);
    } catch (ErrnoException e) {
      watched.remove(token);
      throw e;
    }
  }

  private void run() {
    try {
      while (true) {
        for (Epoll.Ready ready : epoll.await()) {
          if (ready.token() == STOP) {
            epoll.close();
            stop.close();
            watched.values().forEach(one -> one.abandoned().run());
            return;
          }
          end(ready.token());
        }
      }
    } catch (ErrnoException e) {
      throw new IllegalStateException("wait for containers: " + e.getMessage(), e);
    }
  }

  private void end(long token) throws ErrnoException {
    Watched one = watched.remove(token);
    if (one != null) {
      epoll.remove(one.process());
      one.ended().run();
    }
  }

  /** Stops watching; who is still watched is told so. */
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
  }
}
