package dev.davit.image.registry;

import dev.davit.image.ImportListener;
import dev.davit.oci.image.Digest;

/**
 * Told about the progress of a pull. Called by several threads at once and often: keep it quick.
 */
public interface PullListener extends ImportListener, RetryListener {

  /** Told nothing. */
  PullListener NONE = new PullListener() {};

  /**
   * The image has this layer; told for all layers, base first, before anything comes, and for one
   * that somebody else downloads when they are done.
   *
   * @param blob the layer's blob
   * @param bytes of it
   * @param present true if it need not come
   */
  default void layer(Digest blob, long bytes, boolean present) {}

  /** More of a blob has come. */
  default void downloaded(Digest blob, long bytes, long of) {}

  /** A layer is whole, verified and unpacked. */
  default void finished(Digest blob) {}

  /** Somebody else downloads what this needs. */
  default void waiting(Digest blob) {}
}
