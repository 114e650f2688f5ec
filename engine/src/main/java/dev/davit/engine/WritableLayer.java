package dev.davit.engine;

import dev.davit.image.Commit;
import dev.davit.image.Image;
import dev.davit.image.ImageStore;
import dev.davit.image.snapshot.Change;
import dev.davit.oci.DavitException;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import java.util.List;

/** What a container has changed: listed, and made into an image. */
final class WritableLayer {

  private final ContainerLookup lookup;
  private final ImageStore store;

  WritableLayer(ContainerLookup lookup, ImageStore store) {
    this.lookup = lookup;
    this.store = store;
  }

  private MountPoints mountPoints(String id) {
    return new MountPoints(lookup.record(id).map(ContainerRecord::mountPoints).orElse(List.of()));
  }

  List<Change> diff(String id) {
    return mountPoints(id).without(store.snapshots().diff(id));
  }

  /** Makes an image; a container that runs stands still meanwhile if it shall. */
  Image commit(ContainerInfo container, Commit commit, boolean pause) {
    MountPoints mountPoints = mountPoints(container.id());
    Runtime runtime = lookup.runtime(container);
    ContainerId id = new ContainerId(container.id());
    boolean paused = pause && container.status().isRunning() && !runtime.isPaused(id);
    if (paused) {
      runtime.pause(id);
    }
    try {
      return store.commit(container.id(), commit, mountPoints::without);
    } finally {
      if (paused) {
        resume(runtime, id);
      }
    }
  }

  private static void resume(Runtime runtime, ContainerId id) {
    try {
      runtime.resume(id);
    } catch (DavitException e) {
      if (runtime.isPaused(id)) {
        throw e;
      }
    }
  }
}
