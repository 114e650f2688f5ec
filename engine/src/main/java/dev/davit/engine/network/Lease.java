package dev.davit.engine.network;

import java.util.List;
import java.util.Optional;

/**
 * What a pod was given, on disk before it is used.
 *
 * @param podId 64 hexadecimal digits
 * @param addresses with prefix
 * @param ports of the host
 */
public record Lease(String podId, List<String> addresses, List<Port> ports) {

  /** Copies the lists. */
  public Lease {
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
  }

  /**
   * A port of the host that leads to the pod.
   *
   * @param protocol {@code tcp}, {@code udp} or {@code sctp}
   * @param hostIp an address of the host; all if absent
   * @param hostPort on the host
   * @param containerPort in the pod
   */
  public record Port(String protocol, Optional<String> hostIp, int hostPort, int containerPort) {}
}
