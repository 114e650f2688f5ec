package dev.davit.daemon.connect;

import dev.davit.cri.Code;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the socket has seen since the daemon began, for its metrics. */
public final class Traffic {

  /**
   * The calls of one name.
   *
   * @param calls all that were answered
   * @param nanos that they took together, those of streams left out
   * @param failures by code
   */
  public record Calls(LongAdder calls, LongAdder nanos, Map<Code, LongAdder> failures) {

    Calls() {
      this(new LongAdder(), new LongAdder(), new EnumMap<>(Code.class));
      for (Code code : Code.values()) {
        failures.put(code, new LongAdder());
      }
    }
  }

  private final Map<String, Calls> byName = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();

  void answered(String name, long nanos, Code failure) {
    Calls calls = byName.computeIfAbsent(name, n -> new Calls());
    calls.calls().increment();
    calls.nanos().add(nanos);
    if (failure != null) {
      calls.failures().get(failure).increment();
    }
  }

  int connected() {
    return connections.incrementAndGet();
  }

  void disconnected() {
    connections.decrementAndGet();
  }

  void streamBegan() {
    streams.incrementAndGet();
  }

  void streamEnded() {
    streams.decrementAndGet();
  }

  /** Connections that are open. */
  public int connections() {
    return connections.get();
  }

  /** Streams of answers that are open. */
  public int streams() {
    return streams.get();
  }

  /** The calls so far, by name. */
  public Map<String, Calls> calls() {
    return new TreeMap<>(byName);
  }
}
