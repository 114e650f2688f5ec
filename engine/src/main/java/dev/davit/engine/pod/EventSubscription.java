package dev.davit.engine.pod;

import java.time.Duration;
import java.util.Optional;

/**
 * Events from the moment of the subscription on, in order and without gaps. Up to 16384 wait for a
 * slow reader; beyond that the subscription is {@linkplain #overrun ended}, so that nobody believes
 * to have seen all.
 */
public interface EventSubscription extends AutoCloseable {

  /**
   * The next event.
   *
   * @return empty if none came in the time, or if the subscription is over
   * @throws InterruptedException if the thread is interrupted
   */
  Optional<PodEvent> next(Duration timeout) throws InterruptedException;

  /** Whether the subscription is over: closed, or ended because its reader was too slow. */
  boolean ended();

  /** Whether it was ended because its reader was too slow. */
  boolean overrun();

  @Override
  void close();
}
