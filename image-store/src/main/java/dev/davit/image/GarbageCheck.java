package dev.davit.image;

import dev.davit.image.snapshot.Snapshots;

/** What nothing refers to any more, as a crash may have left it. */
final class GarbageCheck {

  private final StoreParts store;
  private final Collector collector;
  private final Snapshots snapshots;
  private final DamageList damages;

  GarbageCheck(StoreParts store, Collector collector, Snapshots snapshots, DamageList damages) {
    this.store = store;
    this.collector = collector;
    this.snapshots = snapshots;
    this.damages = damages;
  }

  /** Reports unfinished work of dead processes, before somebody takes it away. */
  void journal() {
    store
        .lock()
        .exclusive(
            () -> {
              store
                  .journal()
                  .dead()
                  .forEach(
                      work ->
                          damages.mend(
                              "journal/" + work,
                              "work that a dead process left",
                              "removed",
                              () -> store.journal().replay()));
              snapshots
                  .unfinished()
                  .forEach(
                      name ->
                          damages.mend(
                              "containers/" + name,
                              "work that a dead process left",
                              "removed",
                              snapshots::replay));
              return null;
            });
  }

  /** Reports what is to be collected. */
  void run(Runnable collect) {
    Collector.Garbage garbage =
        store.lock().exclusive(() -> collector.find(snapshots.list().values()));
    if (garbage.isEmpty()) {
      return;
    }
    if (damages.repairs()) {
      collect.run();
    }
    garbage
        .blobs()
        .forEach(b -> damages.mend("blob " + b, "nothing refers to it", "removed", () -> {}));
    garbage
        .chainIds()
        .forEach(c -> damages.mend("layer " + c, "nothing refers to it", "removed", () -> {}));
    garbage
        .cacheIds()
        .forEach(d -> damages.mend("overlay2/" + d, "belongs to no layer", "removed", () -> {}));
  }
}
