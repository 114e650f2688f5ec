package dev.davit.engine.network;

import dev.davit.linux.Fd;
import dev.davit.linux.netlink.NetworkAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The host's nftables table of one bridge: masquerade, and ports of the host that lead to pods. It
 * is a table of its own, replaced as a whole in one transaction; others are never touched.
 */
final class PacketFilter {

  private final String bridge;
  private final boolean masquerade;
  private final Optional<Fd> host;

  PacketFilter(String bridge, boolean masquerade, Optional<Fd> host) {
    this.bridge = bridge;
    this.masquerade = masquerade;
    this.host = host;
  }

  /** The rules for pods with these leases. Pure. */
  String rules(List<NetworkAddress> ranges, Collection<Lease> leases) {
    String table = "inet davit-" + bridge;
    StringBuilder text = new StringBuilder();
    text.append("add table ").append(table).append("\ndelete table ").append(table).append('\n');
    text.append("table ").append(table).append(" {\n");
    text.append(" chain ports {\n");
    for (Lease lease : leases) {
      lease.ports().forEach(port -> port(text, lease, port));
    }
    text.append(" }\n");
    text.append(
        " chain prerouting {\n  type nat hook prerouting priority dstnat;\n"
            + "  fib daddr type local jump ports\n }\n");
    text.append(
        " chain output {\n  type nat hook output priority -100;\n"
            + "  fib daddr type local jump ports\n }\n");
    text.append(" chain postrouting {\n  type nat hook postrouting priority srcnat;\n");
    text.append("  ip saddr 127.0.0.0/8 oifname \"").append(bridge).append("\" masquerade\n");
    for (NetworkAddress range : ranges) {
      String family = range.isIpv6() ? "ip6" : "ip";
      String network = range.network().toString();
      // a pod that reaches itself by a port of the host must get the answer by way of the host
      text.append("  ").append(family).append(" saddr ").append(network).append(' ');
      text.append(family).append(" daddr ").append(network).append(" ct status dnat masquerade\n");
      if (masquerade) {
        text.append("  ").append(family).append(" saddr ").append(network).append(' ');
        text.append(family).append(" daddr != ").append(network);
        text.append(" oifname != \"").append(bridge).append("\" masquerade\n");
      }
    }
    return text.append(" }\n}\n").toString();
  }

  private static void port(StringBuilder text, Lease lease, Lease.Port port) {
    for (String address : lease.addresses()) {
      NetworkAddress pod = NetworkAddress.parse(address);
      Optional<NetworkAddress> hostIp =
          port.hostIp()
              .filter(ip -> !ip.equals("0.0.0.0") && !ip.equals("::"))
              .map(ip -> new NetworkAddress(ip, 0));
      if (hostIp.isPresent() && hostIp.get().isIpv6() != pod.isIpv6()) {
        continue;
      }
      String family = pod.isIpv6() ? "ip6" : "ip";
      text.append("  ");
      hostIp.ifPresent(
          ip -> text.append(family).append(" daddr ").append(ip.address()).append(' '));
      text.append("meta nfproto ").append(pod.isIpv6() ? "ipv6" : "ipv4").append(' ');
      text.append(port.protocol()).append(" dport ").append(port.hostPort());
      text.append(" dnat ").append(family).append(" to ");
      text.append(pod.isIpv6() ? "[" + pod.address() + "]" : pod.address());
      text.append(':').append(port.containerPort()).append('\n');
    }
  }

  /** Replaces the table. */
  void apply(List<NetworkAddress> ranges, Collection<Lease> leases) {
    run(rules(ranges, leases));
  }

  /** Removes the table. */
  void remove() {
    String table = "inet davit-" + bridge;
    run("add table " + table + "\ndelete table " + table + "\n");
  }

  private void run(String text) {
    Path nft =
        HostProgram.find("nft")
            .orElseThrow(
                () ->
                    new NetworkException(
                        "nft: not installed: needed for host ports and masquerade: install"
                            + " nftables, or turn masquerade off"));
    HostProgram.Result result =
        HostProgram.run(nft, List.of("-f", "-"), Map.of("PATH", "/usr/sbin:/usr/bin"), text, host);
    if (result.exitCode() != 0) {
      throw new NetworkException("nft: " + result.errors().strip());
    }
  }
}
