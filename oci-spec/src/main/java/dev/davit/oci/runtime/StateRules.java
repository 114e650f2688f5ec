package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;

/** The rules of runtime.md, "State", that the form of {@link State} cannot say. */
final class StateRules {
  private StateRules() {}

  static void check(State state, String path, Problems problems) {
    SpecRules.version(state.ociVersion(), path + ".ociVersion", problems);
    if (state.id().isEmpty()) {
      problems.add(path + ".id", "must not be empty");
    }
    boolean alive =
        state.status() == ContainerStatus.CREATED || state.status() == ContainerStatus.RUNNING;
    if (alive && state.pid().isEmpty() && problems.isReadable(path + ".status")) {
      problems.add(path + ".pid", "missing");
    }
    Check.absolute(state.bundle(), path + ".bundle", problems);
  }
}
