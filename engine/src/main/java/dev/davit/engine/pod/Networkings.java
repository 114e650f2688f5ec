package dev.davit.engine.pod;

import dev.davit.engine.network.BridgeNetworking;
import dev.davit.engine.network.CniNetworking;
import dev.davit.engine.network.Networking;
import java.nio.file.Path;

/** The network that the settings ask for. */
final class Networkings {

  private Networkings() {}

  static Networking of(PodSettings settings, Path dataRoot) {
    PodNetwork network = settings.network();
    Path directory = dataRoot.resolve("networks");
    if (network instanceof PodNetwork.Bridge bridge) {
      return new BridgeNetworking(
          bridge.name(),
          bridge.ranges(),
          bridge.mtu(),
          bridge.masquerade(),
          settings.hostNetwork(),
          directory);
    }
    if (network instanceof PodNetwork.Cni cni) {
      return new CniNetworking(
          cni.configuration(), cni.plugins(), cni.cache(), settings.hostNetwork());
    }
    return Networking.none();
  }
}
