package dev.davit.engine.pod;

import dev.davit.runtime.state.ProcessIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is on disk about a sandbox.
 *
 * @param id 64 hexadecimal digits
 * @param phase how far its life has come; written before the step that it names begins
 * @param config what it was made of, as later updates have changed it
 * @param runtimeHandler what was asked for
 * @param createdNanos when, in nanoseconds since 1970
 * @param cgroup of the pod
 * @param pausePid its pause process
 * @param pauseStartTicks when that was started, in clock ticks since boot
 * @param addresses of its interface
 */
public record PodRecord(
    String id,
    Phase phase,
    PodConfig config,
    String runtimeHandler,
    long createdNanos,
    String cgroup,
    Optional<Integer> pausePid,
    Optional<Long> pauseStartTicks,
    List<String> addresses) {

  /** How far the life of a sandbox has come. */
  public enum Phase {
    /** It is being made: after a crash, what there is of it is taken away. */
    CREATING,
    /** Its pause process runs, or has died by itself. */
    READY,
    /** It is being stopped, or was. */
    STOPPED,
    /** It is being removed. */
    REMOVING
  }

  /** Copies the list. */
  public PodRecord {
    addresses = List.copyOf(addresses);
  }

  PodRecord withPhase(Phase phase) {
    return new PodRecord(
        id,
        phase,
        config,
        runtimeHandler,
        createdNanos,
        cgroup,
        pausePid,
        pauseStartTicks,
        addresses);
  }

  PodRecord withConfig(PodConfig config) {
    return new PodRecord(
        id,
        phase,
        config,
        runtimeHandler,
        createdNanos,
        cgroup,
        pausePid,
        pauseStartTicks,
        addresses);
  }

  PodRecord withPause(ProcessIdentity pause) {
    return new PodRecord(
        id,
        phase,
        config,
        runtimeHandler,
        createdNanos,
        cgroup,
        Optional.of(pause.pid()),
        Optional.of(pause.startTicks()),
        addresses);
  }

  PodRecord withAddresses(List<String> addresses) {
    return new PodRecord(
        id,
        phase,
        config,
        runtimeHandler,
        createdNanos,
        cgroup,
        pausePid,
        pauseStartTicks,
        addresses);
  }

  /** The pause process. */
  Optional<ProcessIdentity> pause() {
    return pausePid.map(pid -> new ProcessIdentity(pid, pauseStartTicks.orElse(0L)));
  }

  Instant created() {
    return Times.instant(createdNanos);
  }
}
