package dev.davit.engine.pod;

import dev.davit.engine.pod.PodRecord.Phase;
import dev.davit.runtime.state.ProcessIdentity;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A sandbox while the engine is open. Its monitor guards its life. */
final class Sandbox {

  final String id;
  final Map<String, PodContainer> containers = new ConcurrentHashMap<>();
  private volatile PodRecord record;

  Sandbox(PodRecord record) {
    this.id = record.id();
    this.record = record;
  }

  PodRecord record() {
    return record;
  }

  void record(PodRecord record) {
    this.record = record;
  }

  /** Its pause process, if that runs. */
  Optional<ProcessIdentity> pause() {
    return record.pause().filter(ProcessIdentity::isAlive);
  }

  boolean ready() {
    return record.phase() == Phase.READY && pause().isPresent();
  }

  PodStatus status() {
    PodRecord now = record;
    PodConfig config = now.config();
    Optional<Integer> pid =
        now.phase() == Phase.READY ? pause().map(ProcessIdentity::pid) : Optional.empty();
    return new PodStatus(
        id,
        config.metadata(),
        pid.isPresent() ? PodState.READY : PodState.NOTREADY,
        now.created(),
        now.addresses(),
        config.linux().security().namespaceOptions(),
        config.labels(),
        config.annotations(),
        now.runtimeHandler(),
        pid,
        Optional.of(now.cgroup()),
        config.logDirectory());
  }
}
