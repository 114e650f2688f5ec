package dev.davit.runtime.launch;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be undone if a start fails, the last first. An undo that fails does not keep the
 * others from running, and does not hide the first error.
 */
final class UndoStack {

  /** Undoes one thing. */
  @FunctionalInterface
  interface Undo {
    /** Runs it. */
    void run() throws Exception;
  }

  private final Deque<Undo> undos = new ArrayDeque<>();

  void push(Undo undo) {
    undos.push(undo);
  }

  /** Undoes everything; what fails is added to the cause. */
  void run(Throwable cause) {
    while (!undos.isEmpty()) {
      try {
        undos.pop().run();
      } catch (Exception e) {
        cause.addSuppressed(e);
      }
    }
  }
}
