package dev.davit.engine.pod;

import dev.davit.engine.Machine;
import dev.davit.engine.Undo;
import dev.davit.engine.pod.PodEvent.Type;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.image.Image;
import dev.davit.image.ImageStore;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes containers of pods, which no process has yet: a snapshot, volumes of images and a record;
 * and takes that away again. What is begun is announced before, so that it is found after a crash.
 */
final class ContainerCreation {

  private final Runtime runtime;
  private final Supplier<ImageStore> images;
  private final PodStore store;
  private final ImageVolumes volumes;
  private final ContainerPreparation preparation;
  private final SavedContainers saved;
  private final EventHub events;

  ContainerCreation(
      Runtime runtime,
      Supplier<ImageStore> images,
      PodStore store,
      ImageVolumes volumes,
      ContainerPreparation preparation,
      SavedContainers saved,
      EventHub events) {
    this.runtime = runtime;
    this.images = images;
    this.store = store;
    this.volumes = volumes;
    this.preparation = preparation;
    this.saved = saved;
    this.events = events;
  }

  /** Makes a container and tells it; when that fails, nothing is left. */
  PodContainer make(Sandbox pod, ContainerConfig asked) {
    String id = Machine.newId();
    ContainerPreparation.checkLog(pod, asked);
    Undo undo = new Undo();
    try {
      store.announce(pod.id, id);
      undo.push(() -> store.withdraw(pod.id, id));
      undo.push(() -> store.removeSaved(pod.id, id));
      Optional<SavedContainers.Saved> found =
          saved.open(pod, id, asked, () -> preparation.image(asked.image()));
      ContainerConfig config = found.map(SavedContainers.Saved::config).orElse(asked);
      Image image =
          found.map(SavedContainers.Saved::image).orElseGet(() -> preparation.image(asked.image()));
      undo.push(() -> images.get().snapshots().remove(id));
      Snapshot snapshot = images.get().snapshots().prepare(id, image);
      ContainerPreparation.own(pod, snapshot);
      found.ifPresent(checkpoint -> checkpoint.applyTo(snapshot));
      dev.davit.oci.image.ContainerConfig ofImage =
          image.config().config().orElseGet(dev.davit.oci.image.ContainerConfig::empty);
      ImageUsers.Found user =
          ImageUsers.find(config.linux().security(), ofImage.user(), snapshot.lowerdirs());
      undo.push(() -> volumes.unmount(id));
      Spec spec = preparation.spec(pod, id, config, ofImage, user);
      found.ifPresent(checkpoint -> checkpoint.requireFor(spec));
      PodContainerRecord record =
          PodContainerRecord.created(
              id,
              pod.id,
              config,
              image,
              user.user(),
              ContainerPreparation.stopSignal(config, ofImage),
              spec.process().orElseThrow());
      PodContainer container = new PodContainer(pod, record);
      runtime.plan(ContainerPreparation.request(container, spec, snapshot, Stdio.none()));
      undo.push(() -> store.remove(pod.id, id));
      store.write(record);
      store.withdraw(pod.id, id);
      pod.containers.put(id, container);
      events.publish(Type.CREATED, id, Times.instant(record.createdNanos()), pod);
      return container;
    } catch (SpecException e) {
      PodException refused =
          new PodException(
              Reason.INVALID, "container " + asked.metadata().name() + ": " + e.getMessage(), e);
      undo.run(refused);
      throw refused;
    } catch (RuntimeException e) {
      undo.run(e);
      throw e;
    }
  }

  /** Takes away what a process has left that died while it made containers. */
  void finish(Sandbox pod) {
    for (String id : store.announced(pod.id)) {
      if (!pod.containers.containsKey(id)) {
        volumes.unmount(id);
        images.get().snapshots().remove(id);
        store.removeSaved(pod.id, id);
      }
      store.withdraw(pod.id, id);
    }
  }

  /** Takes away what it has, but not what the runtime knows of it. May be repeated. */
  void remove(PodContainer container) {
    volumes.unmount(container.id);
    images.get().snapshots().remove(container.id);
    store.remove(container.pod.id, container.id);
  }
}
