package dev.davit.image.registry;

import java.time.Duration;

/** Told why it takes longer. */
public interface RetryListener {

  /** Told nothing. */
  RetryListener NONE = new RetryListener() {};

  /**
   * Something failed and will be tried again.
   *
   * @param what was asked of whom
   * @param why it failed
   * @param wait until the next attempt
   */
  default void retrying(String what, String why, Duration wait) {}
}
