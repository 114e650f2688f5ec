package dev.davit.engine;

import dev.davit.image.ImageStore;
import dev.davit.image.volume.Volumes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Which of a container's volumes are named ones, and what has to be done before it starts. */
final class NamedVolumes {

  private final Path root;
  private final Supplier<ImageStore> store;
  private final ContainerFiles files;
  private final PodSide pods;

  NamedVolumes(Path dataRoot, Supplier<ImageStore> store, ContainerFiles files, PodSide pods) {
    this.root = dataRoot.resolve("volumes");
    this.store = store;
    this.files = files;
    this.pods = pods;
  }

  /** The name of a volume that is mounted, if it is a named one. */
  private Optional<String> name(Volume volume) {
    Path source = volume.source();
    boolean named = source.startsWith(root) && source.getNameCount() == root.getNameCount() + 2;
    return named ? Optional.of(source.getName(root.getNameCount()).toString()) : Optional.empty();
  }

  /** The names of a container's named volumes. */
  List<String> names(List<Volume> volumes) {
    return volumes.stream().map(this::name).flatMap(Optional::stream).distinct().toList();
  }

  /**
   * Makes named volumes that are not there yet, and fills those that are used for the first time
   * with what the image has at their place.
   *
   * @param lowerdirs the layers of the image, top-most first; empty for none
   */
  void prepare(List<Volume> volumes, List<Path> lowerdirs) {
    for (Volume volume : volumes) {
      Optional<String> name = name(volume);
      if (name.isPresent()) {
        Volumes all = store.get().volumes();
        all.create(name.get(), Map.of());
        all.use(name.get(), lowerdirs, volume.destination());
      }
    }
  }

  /** The containers that use a volume, running or not. */
  List<String> users(String volume) {
    List<String> users = new ArrayList<>();
    for (String id : files.ids()) {
      files
          .read(id)
          .filter(record -> record.volumes().contains(volume))
          .ifPresent(record -> users.add(record.name().orElse(ContainerInfo.shortId(id))));
    }
    pods.users(volume)
        .forEach(record -> users.add(record.name().orElse(ContainerInfo.shortId(record.id()))));
    return users;
  }
}
