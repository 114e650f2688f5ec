package dev.davit.engine.pod;

import dev.davit.engine.pod.PodEvent.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Numbers events and gives each to every subscriber. */
final class EventHub {

  private static final int WAITING_MAX = 16384;

  private final CopyOnWriteArrayList<Subscription> subscribers = new CopyOnWriteArrayList<>();
  private long sequence;

  /**
   * Tells all subscribers, in the order of the calls, what happened to a pod or a container of it.
   *
   * @param id of which of them
   */
  void publish(Type type, String id, Instant time, Sandbox pod) {
    publish(
        type,
        id,
        time,
        pod.status(),
        pod.containers.values().stream().map(PodContainer::status).toList());
  }

  private synchronized void publish(
      Type type, String id, Instant time, PodStatus pod, List<ContainerStatus> containers) {
    PodEvent event = new PodEvent(++sequence, type, id, time, pod, containers);
    subscribers.forEach(s -> s.offer(event));
  }

  /** From the next event on. */
  synchronized EventSubscription subscribe() {
    Subscription subscription = new Subscription();
    subscribers.add(subscription);
    return subscription;
  }

  /** Ends all subscriptions. */
  void close() {
    subscribers.forEach(Subscription::close);
  }

  private final class Subscription implements EventSubscription {

    private final BlockingQueue<PodEvent> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private volatile boolean ended;
    private volatile boolean overrun;

    void offer(PodEvent event) {
      if (!ended && !waiting.offer(event)) {
        overrun = true;
        close();
      }
    }

    @Override
    public Optional<PodEvent> next(Duration timeout) throws InterruptedException {
      long deadline = System.nanoTime() + timeout.toNanos();
      while (true) {
        // in slices, so that the end of the subscription is seen
        long rest = deadline - System.nanoTime();
        long slice = Math.max(0, Math.min(rest, TimeUnit.MILLISECONDS.toNanos(100)));
        PodEvent event = waiting.poll(slice, TimeUnit.NANOSECONDS);
        if (event != null || ended || rest <= 0) {
          return Optional.ofNullable(event);
        }
      }
    }

    @Override
    public boolean ended() {
      return ended && waiting.isEmpty();
    }

    @Override
    public boolean overrun() {
      return overrun;
    }

    @Override
    public void close() {
      ended = true;
      subscribers.remove(this);
    }
  }
}
