package dev.davit.engine.pod;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sandbox is made of (CRI PodSandboxConfig).
 *
 * @param metadata who it is
 * @param hostname empty for the name of the pod
 * @param logDirectory absolute; the logs of its containers are below it
 * @param dns the resolver; that of the host if absent
 * @param portMappings ports of the host that lead into it
 * @param labels to find it by
 * @param annotations opaque, but for {@code kubernetes.io/ingress-bandwidth} and {@code
 *     kubernetes.io/egress-bandwidth}
 * @param linux what it is on Linux
 */
public record PodConfig(
    PodMetadata metadata,
    String hostname,
    Optional<String> logDirectory,
    Optional<DnsConfig> dns,
    List<PortMapping> portMappings,
    Map<String, String> labels,
    Map<String, String> annotations,
    PodLinux linux) {
  /** Copies lists and maps. */
  public PodConfig {
    portMappings = List.copyOf(portMappings);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /** A sandbox with the defaults. */
  public static PodConfig of(PodMetadata metadata) {
    return new PodConfig(
        metadata,
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Map.of(),
        Map.of(),
        PodLinux.of());
  }

  /** A copy with another {@code metadata}. */
  public PodConfig withMetadata(PodMetadata metadata) {
    return new PodConfig(
        metadata, hostname, logDirectory, dns, portMappings, labels, annotations, linux);
  }

  /** A copy with another {@code hostname}. */
  public PodConfig withHostname(String hostname) {
    return new PodConfig(
        metadata, hostname, logDirectory, dns, portMappings, labels, annotations, linux);
  }

  /** A copy with another {@code logDirectory}. */
  public PodConfig withLogDirectory(String logDirectory) {
    return new PodConfig(
        metadata,
        hostname,
        Optional.of(logDirectory),
        dns,
        portMappings,
        labels,
        annotations,
        linux);
  }

  /** A copy with another {@code dns}. */
  public PodConfig withDns(DnsConfig dns) {
    return new PodConfig(
        metadata,
        hostname,
        logDirectory,
        Optional.of(dns),
        portMappings,
        labels,
        annotations,
        linux);
  }

  /** A copy with another {@code portMappings}. */
  public PodConfig withPortMappings(List<PortMapping> portMappings) {
    return new PodConfig(
        metadata, hostname, logDirectory, dns, portMappings, labels, annotations, linux);
  }

  /** A copy with another {@code labels}. */
  public PodConfig withLabels(Map<String, String> labels) {
    return new PodConfig(
        metadata, hostname, logDirectory, dns, portMappings, labels, annotations, linux);
  }

  /** A copy with another {@code annotations}. */
  public PodConfig withAnnotations(Map<String, String> annotations) {
    return new PodConfig(
        metadata, hostname, logDirectory, dns, portMappings, labels, annotations, linux);
  }

  /** A copy with another {@code linux}. */
  public PodConfig withLinux(PodLinux linux) {
    return new PodConfig(
        metadata, hostname, logDirectory, dns, portMappings, labels, annotations, linux);
  }

  /** A sandbox of this name with the defaults. */
  public static PodConfig of(String name) {
    return of(PodMetadata.of(name));
  }
}
