package dev.davit.engine.network;

import dev.davit.runtime.NetworkHelper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Networks of ordinary users: a program of the host takes the packets of a container from a tap
 * device in its namespace, and sends what is in them by sockets of its own. So nothing of the
 * host's network is changed, and no right is needed. What listens on the host's loopback addresses
 * cannot be reached from the container.
 */
public final class UserNetworking {

  /** The address at which slirp4netns answers questions for names (slirp4netns(1)). */
  public static final String SLIRP_DNS = "10.0.2.3";

  /** The address, of the link only, at which pasta is told to answer questions for names. */
  public static final String PASTA_DNS = "169.254.1.1";

  /** What both programs and the kernel take at once: there is no wire to be spared. */
  private static final String MTU = "65520";

  private UserNetworking() {}

  /** What pasta(1) is to do; empty if it is not installed (Debian's package passt). */
  public static Optional<NetworkHelper> pasta(List<NetworkRequest.HostPort> ports) {
    return HostProgram.find("pasta")
        .map(program -> new NetworkHelper(program, pastaArguments(ports), NetworkHelper.OUTPUT));
  }

  /** The command line of pasta(1), with its name. */
  static List<String> pastaArguments(List<NetworkRequest.HostPort> ports) {
    List<String> words = new ArrayList<>(List.of("pasta", "--foreground", "--quiet"));
    words.addAll(List.of("--config-net", "--netns-only", "--no-netns-quit", "--no-map-gw"));
    words.addAll(List.of("--mtu", MTU, "--dns-forward", PASTA_DNS));
    // its number, which it writes when all is there, is how it says that it is ready
    words.addAll(List.of("--pid", "/proc/self/fd/" + NetworkHelper.OUTPUT));
    words.addAll(ports("tcp", "-t", ports));
    words.addAll(ports("udp", "-u", ports));
    words.addAll(List.of("-T", "none", "-U", "none", "--netns", NetworkHelper.NAMESPACE));
    return words;
  }

  private static List<String> ports(
      String protocol, String option, List<NetworkRequest.HostPort> ports) {
    List<String> words = new ArrayList<>();
    for (NetworkRequest.HostPort port : ports) {
      if (port.protocol().equals(protocol)) {
        String address = port.hostIp().map(ip -> ip + "/").orElse("");
        words.addAll(List.of(option, address + port.hostPort() + ":" + port.containerPort()));
      }
    }
    return words.isEmpty() ? List.of(option, "none") : words;
  }

  /** What slirp4netns(1) is to do; empty if it is not installed. */
  public static Optional<NetworkHelper> slirp4netns() {
    return HostProgram.find("slirp4netns").map(UserNetworking::slirp4netns);
  }

  private static NetworkHelper slirp4netns(Path program) {
    return new NetworkHelper(
        program,
        List.of(
            "slirp4netns",
            "--configure",
            "--mtu=" + MTU,
            "--disable-host-loopback",
            "--enable-sandbox",
            "--enable-seccomp",
            "--ready-fd=" + NetworkHelper.READY,
            "--netns-type=path",
            NetworkHelper.NAMESPACE,
            "tap0"),
        NetworkHelper.READY);
  }
}
