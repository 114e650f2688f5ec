package dev.davit.engine.pod;

import dev.davit.linux.netlink.NetworkAddress;
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

    /** The kernel's IFNAMSIZ, less the final zero. */
    private static final int NAME_MAX = 15;

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if the name cannot be that of an interface, or a range is
     *     none, or there are two of a family
     */
    public Bridge {
      ranges = List.copyOf(ranges);
      if (!name.matches("[a-zA-Z0-9_.-]{1," + NAME_MAX + "}") || name.startsWith(".")) {
        throw new IllegalArgumentException(
            "\"" + name + "\": not the name of an interface: at most 15 of a-z 0-9 _ . -");
      }
      long families = ranges.stream().map(r -> NetworkAddress.parse(r).isIpv6()).distinct().count();
      if (ranges.isEmpty() || families != ranges.size()) {
        throw new IllegalArgumentException(
            ranges + ": expected one range of IPv4, one of IPv6, or one of each");
      }
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
