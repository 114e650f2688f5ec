package dev.davit.daemon.cri;

import dev.davit.engine.pod.CpuUsage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Processor time per second, from the times that were asked for before. */
final class CpuRates {

  private static final int MOST = 20_000;
  private static final Duration SHORTEST = Duration.ofMillis(500);
  private static final double NANOS = 1e9;

  private record Sample(CpuUsage usage, Optional<Long> rate) {}

  private final Map<String, Sample> samples =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sample> eldest) {
          return size() > MOST;
        }
      };

  /** Nanoseconds of processor time in a second since the last look; empty at the first. */
  synchronized Optional<Long> nanoCores(String id, CpuUsage now) {
    Sample before = samples.get(id);
    if (before == null) {
      samples.put(id, new Sample(now, Optional.empty()));
      return Optional.empty();
    }
    Duration between = Duration.between(before.usage().time(), now.time());
    if (between.compareTo(SHORTEST) < 0) {
      return before.rate();
    }
    long used = Math.max(0, now.usageCoreNanos() - before.usage().usageCoreNanos());
    Optional<Long> rate = Optional.of((long) (used * NANOS / between.toNanos()));
    samples.put(id, new Sample(now, rate));
    return rate;
  }
}
