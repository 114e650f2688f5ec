package dev.davit.runtime.state;

/** What a listing finds under one name. */
public sealed interface StateEntry {

  /** The name of the container. */
  ContainerId id();

  /**
   * A container whose state can be read.
   *
   * @param state the state as it was written last
   */
  record Known(ContainerState state) implements StateEntry {
    @Override
    public ContainerId id() {
      return state.id();
    }
  }

  /**
   * A directory in which no state can be read: it is being made at this moment, or it was damaged.
   * It still can be removed.
   *
   * @param id the name of the directory
   * @param problem why, with the name of the file
   */
  record Unreadable(ContainerId id, String problem) implements StateEntry {}
}
