package dev.davit.engine.pod;

import java.nio.file.Path;
import java.util.List;

/** How pods are connected that are not on the network of the host. */
public sealed interface PodNetwork {

  /** Nothing but a loopback interface. */
  record None() implements PodNetwork {}

  /**
   * A bridge of this machine, built in: no external program but {@code nft}, and that only for host
   * ports and masquerade.
   *
   * @param name of the bridge device
   * @param ranges the addresses, such as {@code 10.88.0.0/16} and {@code fd00:88::/64}, one of each
   *     family at most; the first address of each is the bridge's
   * @param mtu of the interfaces in bytes; 0 for that of the kernel
   * @param masquerade whether pods reach the world beyond this machine under its addresses
   */
  record Bridge(String name, List<String> ranges, int mtu, boolean masquerade)
      implements PodNetwork {

    /** Copies the list. */
    public Bridge {
      ranges = List.copyOf(ranges);
    }

    /** {@code davit0} with 10.89.0.0/16 and fd00:da:89::/64. */
    public static Bridge defaults() {
      return new Bridge("davit0", List.of("10.89.0.0/16", "fd00:da:89::/64"), 0, true);
    }
  }

  /**
   * Plugins of the Container Network Interface (specification 0.3.1 to 1.1).
   *
   * @param configuration the directory of the network configurations, of which the first by name is
   *     used
   * @param plugins the directories of the plugins
   * @param cache where results are kept
   */
  record Cni(Path configuration, List<Path> plugins, Path cache) implements PodNetwork {

    /** Copies the list. */
    public Cni {
      plugins = List.copyOf(plugins);
    }

    /** The standard directories. */
    public static Cni defaults() {
      return new Cni(
          Path.of("/etc/cni/net.d"),
          List.of(Path.of("/opt/cni/bin"), Path.of("/usr/lib/cni")),
          Path.of("/var/lib/cni/davit"));
    }
  }
}
