package dev.davit.daemon.cri;

import dev.davit.engine.pod.EventSubscription;
import dev.davit.engine.pod.PodEvent;
import dev.davit.engine.pod.Pods;
import java.time.Duration;
import java.util.Optional;

/**
 * A thread that looks at the pods at its beginning, whenever a container or pod has ended, and when
 * the last look said so.
 */
final class PodWatch implements AutoCloseable {

  /** One look. */
  interface Look {
    /**
     * Looks.
     *
     * @return after which time to look again at the latest
     */
    Duration look();
  }

  private final Pods pods;
  private final Look look;
  private final Thread thread;

  PodWatch(String name, Pods pods, Look look) {
    this.pods = pods;
    this.look = look;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        watch();
      }
    } catch (InterruptedException e) {
      // The daemon ends.
    }
  }

  /** Until events are lost; what was missed then is found by the look at the beginning. */
  private void watch() throws InterruptedException {
    try (EventSubscription events = pods.events()) {
      long next = System.nanoTime() + look.look().toNanos();
      while (!events.ended()) {
        Optional<PodEvent> event =
            events.next(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
        if (event.isEmpty() || event.get().type() == PodEvent.Type.STOPPED) {
          next = System.nanoTime() + look.look().toNanos();
        }
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
