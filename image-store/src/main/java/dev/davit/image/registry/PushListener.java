package dev.davit.image.registry;

import dev.davit.oci.image.Digest;

/** Told about the progress of a push. Called by several threads at once and often. */
public interface PushListener extends RetryListener {

  /** Told nothing. */
  PushListener NONE = new PushListener() {};

  /** More of a blob was sent. */
  default void uploaded(Digest blob, long bytes, long of) {}

  /** The registry has a blob; it may have had it before. */
  default void finished(Digest blob, boolean present) {}
}
