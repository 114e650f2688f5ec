package dev.davit.daemon.connect;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import dev.davit.cri.ProtoJson;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The answers of a streaming call on their way to its client. Whoever puts some in never waits: a
 * client that takes them too slowly loses its stream, and knows it.
 *
 * @param <R> one answer
 */
public final class AnswerStream<R extends Record> {

  /** As many events wait for a slow client. */
  static final int LIMIT = 16_384;

  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private Runnable ready = () -> {};
  private Runnable onClose = () -> {};
  private boolean ended;
  private boolean closed;
  private CriException failure;

  /** One more answer. */
  public void add(R answer) {
    addBytes(ProtoJson.bytes(answer));
  }

  /** One more answer, as JSON; it may be shared with other streams. */
  public void addBytes(byte[] answer) {
    synchronized (this) {
      if (ended || closed) {
        return;
      }
      if (waiting.size() >= LIMIT) {
        waiting.clear();
        ended = true;
        failure =
            new CriException(
                Code.RESOURCE_EXHAUSTED,
                "stream: " + LIMIT + " messages were not read in time: list anew and ask again");
      } else {
        waiting.add(answer);
      }
    }
    ready.run();
  }

  /** There are no more. */
  public void end() {
    end(null);
  }

  /** There are no more, because of this. */
  public void end(CriException reason) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      failure = reason;
    }
    ready.run();
  }

  /** What to do when the client is gone or has everything; at once if it is. */
  public void onClose(Runnable action) {
    synchronized (this) {
      if (!closed) {
        onClose = action;
        return;
      }
    }
    action.run();
  }

  /** Runs it, on any thread, whenever there is something to take. */
  synchronized void onReady(Runnable action) {
    ready = action;
  }

  /** The next answer, if there is one. */
  synchronized Optional<byte[]> take() {
    return Optional.ofNullable(waiting.poll());
  }

  /** Whether nothing will come any more. */
  synchronized boolean isDone() {
    return ended && waiting.isEmpty();
  }

  /** Why it ended early. */
  synchronized Optional<CriException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Nobody takes anything any more. */
  void close() {
    Runnable action;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      ended = true;
      waiting.clear();
      action = onClose;
    }
    action.run();
  }
}
