package dev.davit.engine;

import dev.davit.engine.network.NetworkRequest.HostPort;
import dev.davit.engine.network.UserNetworking;
import dev.davit.linux.process.Processes;
import dev.davit.linux.process.UserNamespace;
import dev.davit.runtime.NetworkHelper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The program of the host that serves a container's network, as far as one was asked for. */
final class HelpedNetwork {

  /** The device of every tap; distributions let all users open it. */
  private static final Path TUN = Path.of("/dev/net/tun");

  private HelpedNetwork() {}

  /**
   * The program.
   *
   * @throws OptionException if it cannot be had here, or not with these ports
   */
  static Optional<NetworkHelper> of(Network network, List<HostPort> ports) {
    if (network != Network.PASTA && !ports.isEmpty()) {
      throw new OptionException("publish", "needs the network pasta: " + network + " has no ports");
    }
    return switch (network) {
      case NONE, HOST -> Optional.empty();
      case PASTA -> {
        if (ports.stream().anyMatch(port -> port.protocol().equals("sctp"))) {
          throw new OptionException("publish", "pasta: knows tcp and udp, not sctp");
        }
        yield found(network, "passt", UserNetworking.pasta(ports));
      }
      case SLIRP4NETNS -> found(network, "slirp4netns", UserNetworking.slirp4netns());
    };
  }

  private static Optional<NetworkHelper> found(
      Network network, String debian, Optional<NetworkHelper> helper) {
    if (Processes.effectiveUid() == 0 && UserNamespace.isInitial()) {
      refuse(network, "is for ordinary users: use none or host, or run -d with bridge");
    }
    if (helper.isEmpty()) {
      refuse(network, "is not installed: install " + debian + ", or use none or host");
    }
    whyNot().ifPresent(why -> refuse(network, why));
    return helper;
  }

  private static void refuse(Network network, String why) {
    throw new OptionException("network", network + ": " + why);
  }

  /** Why none of the programs could serve a network here, with the cure. */
  static Optional<String> whyNot() {
    return Files.isWritable(TUN)
        ? Optional.empty()
        : Optional.of(TUN + " is not there, or not for this user: modprobe tun; chmod 666 " + TUN);
  }

  /** What {@code /etc/resolv.conf} says in it, made of what it says on the host. */
  static String resolvConf(Network network, String ofHost) {
    return switch (network) {
      case NONE, HOST -> ofHost;
      case PASTA -> withServer(UserNetworking.PASTA_DNS, ofHost);
      case SLIRP4NETNS -> withServer(UserNetworking.SLIRP_DNS, ofHost);
    };
  }

  /** A server at a loopback address of the host cannot be asked; the program asks it. */
  private static String withServer(String address, String ofHost) {
    return ofHost
        .lines()
        .filter(line -> !line.strip().startsWith("nameserver"))
        .map(line -> line + "\n")
        .collect(Collectors.joining("", "", "nameserver " + address + "\n"));
  }
}
