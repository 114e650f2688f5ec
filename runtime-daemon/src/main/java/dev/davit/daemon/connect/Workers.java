package dev.davit.daemon.connect;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads on which calls run: a bounded number for each lane, none while nothing is asked. */
final class Workers implements AutoCloseable {

  private static final int QUEUE = 4096;
  private static final int IDLE_SECONDS = 20;

  private final Map<Lane, ThreadPoolExecutor> lanes = new EnumMap<>(Lane.class);

  Workers() {
    for (Lane lane : Lane.values()) {
      AtomicInteger number = new AtomicInteger();
      ThreadPoolExecutor executor =
          new ThreadPoolExecutor(
              lane.threads(),
              lane.threads(),
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(QUEUE),
              task -> {
                String name = "davit-" + lane.name().toLowerCase(java.util.Locale.ROOT) + "-";
                Thread thread = new Thread(task, name + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
              });
      executor.allowCoreThreadTimeOut(true);
      lanes.put(lane, executor);
    }
  }

  /**
   * Runs it when a thread of the lane is free.
   *
   * @throws CriException {@code UNAVAILABLE} if too many wait already
   */
  void run(Lane lane, Runnable task) {
    try {
      lanes.get(lane).execute(task);
    } catch (RejectedExecutionException e) {
      throw new CriException(Code.UNAVAILABLE, "calls: " + QUEUE + " are waiting: ask again later");
    }
  }

  /** How many calls run or wait. */
  int busy(Lane lane) {
    ThreadPoolExecutor executor = lanes.get(lane);
    return executor.getActiveCount() + executor.getQueue().size();
  }

  /** Lets the calls that run end, for a while. */
  @Override
  public void close() {
    lanes.values().forEach(ThreadPoolExecutor::shutdown);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    try {
      for (ThreadPoolExecutor executor : lanes.values()) {
        executor.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
