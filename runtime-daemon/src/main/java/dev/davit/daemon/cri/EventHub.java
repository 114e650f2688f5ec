package dev.davit.daemon.cri;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import dev.davit.cri.ProtoJson;
import dev.davit.cri.v1.ContainerEventResponse;
import dev.davit.daemon.connect.AnswerStream;
import dev.davit.engine.pod.EventSubscription;
import dev.davit.engine.pod.PodEvent;
import dev.davit.engine.pod.Pods;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Gives every event of the engine to every client that asked for them: one thread for all clients,
 * none while there is none.
 */
final class EventHub implements AutoCloseable {

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Pods pods;
  private final Set<AnswerStream<ContainerEventResponse>> streams = new HashSet<>();
  private boolean running;
  private boolean closed;

  EventHub(Pods pods) {
    this.pods = pods;
  }

  /** From now on, until it is closed. */
  synchronized void add(AnswerStream<ContainerEventResponse> stream) {
    if (closed) {
      stream.end(stopped());
      return;
    }
    streams.add(stream);
    if (!running) {
      running = true;
      EventSubscription events = pods.events();
      Thread thread = new Thread(() -> run(events), "davit-events");
      thread.setDaemon(true);
      thread.start();
    }
    stream.onClose(() -> remove(stream));
  }

  private static CriException stopped() {
    return new CriException(Code.UNAVAILABLE, "the daemon is being stopped");
  }

  private synchronized void remove(AnswerStream<ContainerEventResponse> stream) {
    streams.remove(stream);
  }

  private void run(EventSubscription events) {
    try (events) {
      while (true) {
        Optional<PodEvent> event = events.next(LOOK);
        if (event.isPresent()) {
          send(ProtoJson.bytes(Replies.event(event.get())));
        } else if (events.ended()) {
          endAll(new CriException(Code.DATA_LOSS, "events: some were lost: list anew"));
          return;
        }
        if (isDone()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      endAll(stopped());
    } catch (RuntimeException e) {
      endAll(new CriException(Code.INTERNAL, "events: " + e, e));
    }
  }

  private synchronized boolean isDone() {
    if (streams.isEmpty()) {
      running = false;
      return true;
    }
    return false;
  }

  private void send(byte[] event) {
    for (AnswerStream<ContainerEventResponse> stream : streams()) {
      stream.addBytes(event);
    }
  }

  private synchronized Set<AnswerStream<ContainerEventResponse>> streams() {
    return new HashSet<>(streams);
  }

  private void endAll(CriException reason) {
    Set<AnswerStream<ContainerEventResponse>> all;
    synchronized (this) {
      all = new HashSet<>(streams);
      streams.clear();
      running = false;
    }
    all.forEach(stream -> stream.end(reason));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    endAll(stopped());
  }
}
