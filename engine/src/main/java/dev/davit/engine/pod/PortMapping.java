package dev.davit.engine.pod;

import java.util.Optional;

/**
 * A port of the host that leads into a pod (CRI PortMapping).
 *
 * @param protocol of the port
 * @param containerPort in the pod
 * @param hostPort on the host; 0 for none
 * @param hostIp the address of the host; all if absent
 */
public record PortMapping(
    Protocol protocol, int containerPort, int hostPort, Optional<String> hostIp) {
  /** A TCP port on all addresses of the host. */
  public static PortMapping of(int containerPort, int hostPort) {
    return new PortMapping(Protocol.TCP, containerPort, hostPort, Optional.empty());
  }

  /** A copy with another {@code protocol}. */
  public PortMapping withProtocol(Protocol protocol) {
    return new PortMapping(protocol, containerPort, hostPort, hostIp);
  }

  /** A copy with another {@code containerPort}. */
  public PortMapping withContainerPort(int containerPort) {
    return new PortMapping(protocol, containerPort, hostPort, hostIp);
  }

  /** A copy with another {@code hostPort}. */
  public PortMapping withHostPort(int hostPort) {
    return new PortMapping(protocol, containerPort, hostPort, hostIp);
  }

  /** A copy with another {@code hostIp}. */
  public PortMapping withHostIp(String hostIp) {
    return new PortMapping(protocol, containerPort, hostPort, Optional.of(hostIp));
  }
}
