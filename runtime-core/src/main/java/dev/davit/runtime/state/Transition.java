package dev.davit.runtime.state;

/** The one place that says which state may follow which. */
final class Transition {

  private Transition() {}

  static boolean allowed(ContainerState from, ContainerState to) {
    if (!from.description().equals(to.description())) {
      return false;
    }
    if (from instanceof ContainerState.Creating creating) {
      return !(to instanceof ContainerState.Creating next)
          || next.owner().equals(creating.owner())
              && creating.init().isEmpty()
              && next.init().isPresent();
    }
    if (from instanceof ContainerState.Created created) {
      return to instanceof ContainerState.Stopped
          || to instanceof ContainerState.Running running && running.init().equals(created.init());
    }
    if (from instanceof ContainerState.Running) {
      return to instanceof ContainerState.Stopped;
    }
    return false;
  }
}
