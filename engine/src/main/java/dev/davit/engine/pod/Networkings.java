package dev.davit.engine.pod;

import dev.davit.engine.network.Networking;
import java.nio.file.Path;

/** The network that the settings ask for. */
final class Networkings {

  private Networkings() {}

  static Networking of(PodSettings settings, Path dataRoot) {
    return Networking.none();
  }
}
