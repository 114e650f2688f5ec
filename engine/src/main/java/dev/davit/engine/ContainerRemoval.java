package dev.davit.engine;

import dev.davit.engine.ContainerException.Reason;
import dev.davit.image.ImageStore;
import dev.davit.runtime.Container;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.state.ContainerId;
import java.util.Optional;

/**
 * Takes away all that a container has. The name goes last, so that nobody takes it over while the
 * rest still stands.
 */
final class ContainerRemoval {

  private final Runtime runtime;
  private final ImageStore store;
  private final NameIndex names;

  ContainerRemoval(Runtime runtime, ImageStore store, NameIndex names) {
    this.runtime = runtime;
    this.store = store;
    this.names = names;
  }

  /** A container that any process has started. */
  void remove(ContainerInfo container, boolean force) {
    if (container.pod().isPresent()) {
      throw new ContainerException(
          Reason.RUNNING,
          "container "
              + container.name().orElse(container.shortId())
              + ": it is in a pod: the daemon that keeps the pod removes it");
    }
    if (container.status().isRunning() && !force) {
      throw new ContainerException(
          Reason.RUNNING,
          "container "
              + container.name().orElse(container.shortId())
              + ": running: kill it first, or use the force: davit rm -f");
    }
    ContainerId id = new ContainerId(container.id());
    boolean hasState = runtime.entries().stream().anyMatch(s -> s.id().equals(id));
    takeAway(
        container.id(), container.name(), hasState ? () -> runtime.delete(id, force) : () -> {});
  }

  /** A container of this process. */
  void discard(Container container, String id, Optional<String> name) {
    takeAway(id, name, container::delete);
  }

  private void takeAway(String id, Optional<String> name, Runnable process) {
    // While a process may still use the files, they must stay: so a failure here ends it.
    process.run();
    try {
      store.snapshots().remove(id);
    } catch (RuntimeException e) {
      name.ifPresent(n -> names.release(n, id));
      throw e;
    }
    name.ifPresent(n -> names.release(n, id));
  }
}
