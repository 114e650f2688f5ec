package dev.davit.engine.network;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pod that wants a network.
 *
 * @param podId 64 hexadecimal digits
 * @param name of the pod
 * @param namespace of the orchestrator
 * @param uid of the pod
 * @param netns its network namespace; absent when that is gone
 * @param ports ports of the host that lead into it
 * @param bandwidth its limits
 * @param annotations opaque
 */
public record NetworkRequest(
    String podId,
    String name,
    String namespace,
    String uid,
    Optional<Path> netns,
    List<HostPort> ports,
    Bandwidth bandwidth,
    Map<String, String> annotations) {

  /** Copies the collections. */
  public NetworkRequest {
    ports = List.copyOf(ports);
    annotations = Map.copyOf(annotations);
  }

  /**
   * A port of the host that leads into a pod.
   *
   * @param protocol {@code tcp}, {@code udp} or {@code sctp}
   * @param hostIp an address of the host; all if absent
   * @param hostPort on the host
   * @param containerPort in the pod
   */
  public record HostPort(
      String protocol, Optional<String> hostIp, int hostPort, int containerPort) {}

  /**
   * Limits as seen from the pod, in bits per second; 0 for none.
   *
   * @param ingressBits to the pod
   * @param egressBits from the pod
   */
  public record Bandwidth(long ingressBits, long egressBits) {}
}
