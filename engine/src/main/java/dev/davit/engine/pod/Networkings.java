package dev.davit.engine.pod;

import dev.davit.engine.network.BridgeNetworking;
import dev.davit.engine.network.CniNetworking;
import dev.davit.engine.network.Networking;
import dev.davit.engine.pod.PodException.Reason;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The network of pods, as the settings and a kubelet ask for it. */
final class Networkings {

  private Networkings() {}

  /** The network that the settings ask for. */
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

  /**
   * Uses other address ranges for pods to come.
   *
   * @param podCidr ranges with commas between them; nothing is changed if there is none
   * @throws PodException {@code INVALID} if one is no range
   */
  static void change(Networking networking, String podCidr) {
    List<String> ranges =
        Arrays.stream(podCidr.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    if (ranges.isEmpty()) {
      return;
    }
    try {
      networking.changeRanges(ranges);
    } catch (IllegalArgumentException e) {
      throw new PodException(Reason.INVALID, "podCidr: " + e.getMessage(), e);
    }
  }
}
