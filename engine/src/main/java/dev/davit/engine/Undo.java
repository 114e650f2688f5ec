package dev.davit.engine;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must be taken back if a start fails, the latest first. */
public final class Undo {

  private final Deque<Runnable> actions = new ArrayDeque<>();

  /** Remembers how to take back what is about to be done, or has just been done. */
  public void push(Runnable action) {
    actions.push(action);
  }

  /** Takes everything back; what fails on the way is added to the failure that is the reason. */
  public void run(Throwable reason) {
    while (!actions.isEmpty()) {
      try {
        actions.pop().run();
      } catch (RuntimeException e) {
        reason.addSuppressed(e);
      }
    }
  }
}
