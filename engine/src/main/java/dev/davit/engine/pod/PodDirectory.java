package dev.davit.engine.pod;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The containers of pods, read from disk by whoever does not keep the pods. */
public final class PodDirectory {

  private final PodStore store;
  private final Path stateRoot;

  /** Below these roots; nothing is read yet. */
  public PodDirectory(Path dataRoot, Path stateRoot) {
    this.store = new PodStore(dataRoot);
    this.stateRoot = runState(stateRoot);
  }

  /** Where the run state of the containers of pods is. */
  static Path runState(Path stateRoot) {
    return stateRoot.resolve("pods");
  }

  /** Where the run state of the containers is. */
  public Path stateRoot() {
    return stateRoot;
  }

  /** All containers of all pods; those whose records cannot be read are passed over. */
  public List<PodMember> members() {
    List<PodMember> members = new ArrayList<>();
    for (PodRecord pod : store.pods()) {
      for (PodContainerRecord container : store.containers(pod.id())) {
        members.add(
            new PodMember(pod.config().metadata(), isDetached(pod), container, pod.addresses()));
      }
    }
    return members;
  }

  static boolean isDetached(PodRecord pod) {
    return DavitAnnotations.isTrue(pod.config().annotations(), DavitAnnotations.DETACHED);
  }
}
