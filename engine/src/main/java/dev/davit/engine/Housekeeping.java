package dev.davit.engine;

import dev.davit.engine.DiskUsage.ImageSpace;
import dev.davit.engine.DiskUsage.Space;
import dev.davit.image.CheckRequest;
import dev.davit.image.Damage;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.StoreUsage.ImageUsage;
import dev.davit.oci.DavitException;
import dev.davit.oci.image.Digest;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the data root takes, throwing away what nobody needs, and mending what is damaged. */
final class Housekeeping {

  /** A start writes its record within moments; what has none after this long was killed. */
  private static final Duration STARTING = Duration.ofMinutes(1);

  private final Davit davit;
  private final Runtime runtime;
  private final ContainerFiles files;
  private final ContainerLookup lookup;

  Housekeeping(Davit davit, Runtime runtime, ContainerFiles files, ContainerLookup lookup) {
    this.davit = davit;
    this.runtime = runtime;
    this.files = files;
    this.lookup = lookup;
  }

  DiskUsage usage(ImageStore store) {
    var stored = store.usage();
    List<Space> containers = new ArrayList<>();
    for (ContainerInfo container : davit.containers()) {
      containers.add(
          new Space(
              container.name().orElse(container.shortId()),
              written(store, container.id()),
              container.status().isRunning()));
    }
    VolumeStore volumes = davit.volumes();
    return new DiskUsage(
        stored.images().stream().map(Housekeeping::space).toList(),
        containers,
        volumes.list().stream()
            .map(
                v ->
                    new Space(
                        v.name(), volumes.usageBytes(v.name()), !volumes.users(v.name()).isEmpty()))
            .toList(),
        stored.layerBytes(),
        stored.archiveBytes());
  }

  private static ImageSpace space(ImageUsage usage) {
    return new ImageSpace(
        Images.info(usage.image()),
        usage.sharedBytes(),
        usage.uniqueBytes(),
        usage.containers().size());
  }

  /** One whose files are damaged counts nothing; check tells about it. */
  private static long written(ImageStore store, String id) {
    try {
      return store.snapshots().usageBytes(id);
    } catch (ImageException e) {
      return 0;
    }
  }

  Prune.Result prune(ImageStore store, Prune prune) {
    long before = usage(store).totalBytes();
    List<String> containers = new ArrayList<>();
    for (ContainerInfo container : davit.containers()) {
      // those of pods are their keeper's
      if (container.pod().isEmpty() && container.status() instanceof ContainerInfo.Status.Exited) {
        davit.remove(container.id(), false);
        containers.add(container.name().orElse(container.shortId()));
      }
    }
    List<String> images = new ArrayList<>();
    for (ImageUsage image : store.usage().images()) {
      boolean wanted = prune.unusedImages() || image.image().references().isEmpty();
      if (wanted && image.containers().isEmpty() && removed(store, image)) {
        images.add(image.image().displayName());
      }
    }
    List<String> volumes = prune.volumes() ? davit.volumes().prune() : List.of();
    store.collectGarbage();
    return new Prune.Result(
        containers, images, volumes, Math.max(0, before - usage(store).totalBytes()));
  }

  /** Somebody may have started a container of it, or removed it, at this moment. */
  private static boolean removed(ImageStore store, ImageUsage image) {
    try {
      store.remove(image.id().toString(), true);
      return true;
    } catch (ImageException.InUse | ImageException.NotFound e) {
      return false;
    }
  }

  List<Damage> check(Path dataRoot, CheckRequest request) {
    boolean repair = request.repair();
    List<Damage> damages = new ArrayList<>(ImageStore.check(dataRoot, request, this::imageOf));
    for (ContainerId id : runtime.interrupted()) {
      damages.add(
          remove(
              id.value(),
              repair,
              () -> {
                runtime.delete(id, true);
                if (files.ids().contains(id.value())) {
                  davit.removeFiles(id.value());
                }
              }));
    }
    for (Path left : runtime.halfRemoved()) {
      damages.add(
          new Damage(
              left.toString(),
              "left by a removal that was killed",
              repair ? "mended: removed" : "repair: removed",
              repair));
    }
    if (repair) {
      runtime.sweep();
    }
    for (String id : files.ids()) {
      if (isOrphan(id)) {
        damages.add(remove(id, repair, () -> davit.removeFiles(id)));
      }
    }
    return damages;
  }

  private Optional<Digest> imageOf(String id) {
    try {
      return lookup.record(id).flatMap(ContainerRecord::imageId).map(Digest::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Files of a container of which there is neither a record nor a run state. */
  private boolean isOrphan(String id) {
    if (lookup.record(id).isPresent()
        || runtime.entries().stream().anyMatch(entry -> entry.id().value().equals(id))) {
      return false;
    }
    try {
      Instant made = Files.getLastModifiedTime(files.directory(id)).toInstant();
      return made.isBefore(Instant.now().minus(STARTING));
    } catch (IOException e) {
      return false;
    }
  }

  private static Damage remove(String id, boolean repair, Runnable removal) {
    String object = "container " + ContainerInfo.shortId(id);
    String problem = "left by a start that was killed";
    if (!repair) {
      return new Damage(object, problem, "repair: removed", false);
    }
    try {
      removal.run();
      return new Damage(object, problem, "mended: removed", true);
    } catch (DavitException e) {
      return new Damage(object, problem, "cannot be mended: " + e.getMessage(), false);
    }
  }
}
