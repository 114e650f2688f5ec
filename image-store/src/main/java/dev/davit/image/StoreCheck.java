package dev.davit.image;

import dev.davit.image.content.ImageIndex;
import dev.davit.image.layer.UnpackLimits;
import dev.davit.image.snapshot.Snapshots;
import dev.davit.oci.image.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds what is wrong with a store, and mends it if it shall, the ground floor first. */
final class StoreCheck {

  private final StoreParts store;
  private final DamageList damages;
  private final UnpackLimits limits;
  private final ImageCatalog catalog;
  private final Snapshots snapshots;
  private final Collector collector;
  private final boolean deep;

  StoreCheck(StoreParts store, UnpackLimits limits, CheckRequest request) {
    this.store = store;
    this.deep = request.deep();
    this.limits = limits;
    this.damages = new DamageList(request.repair());
    this.catalog = new ImageCatalog(store.blobs(), store.layers());
    this.snapshots = new Snapshots(store.layout(), store.lock(), store.journal(), store.layers());
    this.collector = new Collector(store, catalog);
  }

  /**
   * Looks at everything.
   *
   * @param images who knows what image a container was started from, when its record is damaged
   */
  List<Damage> run(Function<String, Optional<Digest>> images) {
    if (!java.nio.file.Files.exists(store.layout().root())) {
      return List.of();
    }
    new LayoutCheck(store.layout(), damages).run();
    if (damages.all().stream().anyMatch(damage -> !damage.mended())) {
      // Without its directories nothing else can be looked at.
      return damages.all();
    }
    GarbageCheck garbage = new GarbageCheck(store, collector, snapshots, damages);
    garbage.journal();
    store
        .lock()
        .exclusive(
            () -> {
              new IndexCheck(store, damages).run();
              new LayerCheck(store, damages).run();
              return null;
            });
    new ImageCheck(store, limits, damages).run();
    if (deep) {
      new DeepCheck(store, limits, snapshots, damages).run();
    }
    new ContainerCheck(snapshots, damages).run(known(), images);
    garbage.run(this::collect);
    return damages.all();
  }

  private List<Image> known() {
    try {
      return catalog.list(ImageIndex.read(store.layout().index())).images();
    } catch (ImageException.Storage e) {
      return List.of();
    }
  }

  private void collect() {
    try (var trash = store.journal().begin("check")) {
      Path directory = trash.directory();
      store
          .lock()
          .exclusive(
              () -> {
                collector.collect(directory, snapshots.list().values());
                return null;
              });
    }
  }
}
