package dev.davit.engine.pod;

import dev.davit.engine.Machine;
import dev.davit.engine.network.NetworkException;
import dev.davit.engine.pod.PodEvent.Type;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.process.PidFd;
import dev.davit.runtime.state.ProcessIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The lives of pods: made, changed, stopped, removed, and taken up by the next process. */
final class PodLives {

  private final PodTable pods;
  private final PodStore store;
  private final Sandboxes sandboxes;
  private final PodContainers containers;
  private final StreamLoop loop;
  private final EventHub events;
  private final String cgroupParent;

  /** One for each identity of a pod that is, or was, being made. */
  private final Map<PodMetadata, Object> making = new ConcurrentHashMap<>();

  /**
   * Of no pod yet; see {@link #adopt}.
   *
   * @param loop sees the ends of pause processes
   * @param cgroupParent of pods that do not say theirs
   */
  PodLives(
      PodTable pods,
      PodStore store,
      Sandboxes sandboxes,
      PodContainers containers,
      StreamLoop loop,
      EventHub events,
      String cgroupParent) {
    this.pods = pods;
    this.store = store;
    this.sandboxes = sandboxes;
    this.containers = containers;
    this.loop = loop;
    this.events = events;
    this.cgroupParent = cgroupParent;
  }

  /**
   * Takes up what earlier processes have left, and ends what they were about to end.
   *
   * @return the ids of the pods that there are now
   */
  Set<String> adopt() {
    Set<String> kept = new HashSet<>();
    for (PodRecord record : store.pods()) {
      Sandbox pod = new Sandbox(record);
      for (PodContainerRecord container : store.containers(record.id())) {
        pod.containers.put(container.id(), new PodContainer(pod, container));
      }
      try {
        containers.finish(pod);
        if (record.phase() == PodRecord.Phase.CREATING
            || record.phase() == PodRecord.Phase.REMOVING) {
          destroy(pod);
          continue;
        }
        pod.containers.values().forEach(containers::adopt);
        if (record.phase() == PodRecord.Phase.STOPPED) {
          sandboxes.takeAway(record);
        } else {
          watch(pod);
        }
      } catch (RuntimeException e) {
        // one that is broken must not keep the others from being served; its removal tries again
      }
      kept.add(record.id());
      pods.add(pod);
    }
    return kept;
  }

  /** Sees the pause process end. */
  private void watch(Sandbox pod) {
    Optional<ProcessIdentity> pause = pod.pause();
    if (pause.isEmpty()) {
      return;
    }
    try {
      Fd pidfd = PidFd.open(pause.get().pid());
      loop.awaitEnd(
          pidfd,
          () -> {
            if (pod.record().phase() == PodRecord.Phase.READY) {
              events.publish(Type.STOPPED, pod.id, Instant.now(), pod);
            }
          });
    } catch (ErrnoException e) {
      // it has ended meanwhile, which its status says
    }
  }

  /** As {@link Pods#run}. */
  PodStatus run(PodConfig config, String runtimeHandler) {
    if (!runtimeHandler.isEmpty() && !runtimeHandler.equals("davit")) {
      throw new PodException(
          Reason.INVALID, "runtime handler \"" + runtimeHandler + "\": unknown: use davit or none");
    }
    sandboxes.check(config);
    synchronized (making.computeIfAbsent(config.metadata(), m -> new Object())) {
      Optional<Sandbox> same = pods.of(config.metadata());
      if (same.isPresent()) {
        if (!same.get().ready()) {
          throw new PodException(
              Reason.IN_USE,
              "pod " + config.metadata().name() + ": stopped: remove it, or count its attempt up");
        }
        return same.get().status();
      }
      return make(config, runtimeHandler);
    }
  }

  private PodStatus make(PodConfig asked, String runtimeHandler) {
    String id = Machine.newId();
    PodConfig config = withLogs(asked, id);
    String parent = config.linux().cgroupParent().filter(p -> !p.isEmpty()).orElse(cgroupParent);
    PodRecord record =
        new PodRecord(
            id,
            PodRecord.Phase.CREATING,
            config,
            runtimeHandler,
            Times.nanos(Instant.now()),
            PodCgroups.place(parent, id),
            Optional.empty(),
            Optional.empty(),
            List.of());
    Sandbox pod;
    try {
      pod = new Sandbox(sandboxes.make(record));
    } catch (NetworkException e) {
      throw new PodException(
          Reason.NETWORK, "pod " + config.metadata().name() + ": " + e.getMessage(), e);
    }
    pods.add(pod);
    watch(pod);
    events.publish(Type.CREATED, id, pod.record().created(), pod);
    events.publish(Type.STARTED, id, Instant.now(), pod);
    return pod.status();
  }

  /** Where nobody says where the logs go, they are kept, and go, with the pod. */
  private PodConfig withLogs(PodConfig config, String id) {
    return config.logDirectory().filter(d -> !d.isEmpty()).isPresent()
        ? config
        : config.withLogDirectory(store.directory(id).resolve("logs").toString());
  }

  /** Ends all of it, and keeps its record. May be repeated. */
  void stop(Sandbox pod) {
    synchronized (pod) {
      if (pod.record().phase() != PodRecord.Phase.READY) {
        return;
      }
      boolean was = pod.pause().isPresent();
      pod.record(pod.record().withPhase(PodRecord.Phase.STOPPED));
      store.write(pod.record(), true);
      pod.containers.values().forEach(c -> containers.stop(c, Duration.ZERO));
      sandboxes.takeAway(pod.record());
      if (was) {
        events.publish(Type.STOPPED, pod.id, Instant.now(), pod);
      }
    }
  }

  /** Ends all of it, and keeps nothing. May be repeated. */
  void remove(Sandbox pod) {
    stop(pod);
    synchronized (pod) {
      if (pods.holds(pod)) {
        pod.record(pod.record().withPhase(PodRecord.Phase.REMOVING));
        store.write(pod.record(), false);
        destroy(pod);
        pods.remove(pod);
        making.remove(pod.record().config().metadata());
        events.publish(Type.DELETED, pod.id, Instant.now(), pod);
      }
    }
  }

  private void destroy(Sandbox pod) {
    pod.containers.values().forEach(containers::remove);
    sandboxes.takeAway(pod.record());
    store.remove(pod.id);
  }

  /** Changes what all of its containers may use together. */
  void update(Sandbox pod, LinuxResources overhead, LinuxResources resources) {
    synchronized (pod) {
      PodConfig config = pod.record().config();
      PodLinux linux =
          config
              .linux()
              .withOverhead(
                  ResourceSpecs.changed(
                      config.linux().overhead().orElse(LinuxResources.of()), overhead))
              .withResources(
                  ResourceSpecs.changed(
                      config.linux().resources().orElse(LinuxResources.of()), resources));
      PodRecord changed = pod.record().withConfig(config.withLinux(linux));
      if (pod.ready()) {
        sandboxes.update(changed);
      }
      pod.record(changed);
      store.write(changed, false);
    }
  }
}
