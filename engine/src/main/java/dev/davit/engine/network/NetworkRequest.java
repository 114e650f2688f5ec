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
 * @param dns what it was asked to resolve names by
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
    Optional<Dns> dns,
    Map<String, String> annotations) {

  /** Copies the collections. */
  public NetworkRequest {
    ports = List.copyOf(ports);
    annotations = Map.copyOf(annotations);
  }

  /** A pod of which nothing but the id is known any more. */
  public static NetworkRequest of(String podId) {
    return new NetworkRequest(
        podId,
        "",
        "",
        "",
        Optional.empty(),
        List.of(),
        new Bandwidth(0, 0),
        Optional.empty(),
        Map.of());
  }

  /** A copy of another name. */
  NetworkRequest withPod(String name, String namespace, String uid) {
    return new NetworkRequest(
        podId, name, namespace, uid, netns, ports, bandwidth, dns, annotations);
  }

  /** A copy with another network namespace. */
  NetworkRequest withNetns(Optional<Path> netns) {
    return new NetworkRequest(
        podId, name, namespace, uid, netns, ports, bandwidth, dns, annotations);
  }

  /**
   * How names are resolved.
   *
   * @param servers addresses
   * @param searches domains
   * @param options of resolv.conf(5)
   */
  public record Dns(List<String> servers, List<String> searches, List<String> options) {

    /** Copies the lists. */
    public Dns {
      servers = List.copyOf(servers);
      searches = List.copyOf(searches);
      options = List.copyOf(options);
    }
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
