// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The message {@code PodSandboxConfig} of the CRI. */
public record PodSandboxConfig(
    Optional<PodSandboxMetadata> metadata,
    String hostname,
    String logDirectory,
    Optional<DNSConfig> dnsConfig,
    List<PortMapping> portMappings,
    Map<String, String> labels,
    Map<String, String> annotations,
    Optional<LinuxPodSandboxConfig> linux,
    Optional<WindowsPodSandboxConfig> windows) {

  /** Copies its collections. */
  public PodSandboxConfig {
    portMappings = Copies.of(portMappings);
    labels = Copies.of(labels);
    annotations = Copies.of(annotations);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.metadata = metadata;
    builder.hostname = hostname;
    builder.logDirectory = logDirectory;
    builder.dnsConfig = dnsConfig;
    builder.portMappings = portMappings;
    builder.labels = labels;
    builder.annotations = annotations;
    builder.linux = linux;
    builder.windows = windows;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<PodSandboxMetadata> metadata = Optional.empty();
    private String hostname = "";
    private String logDirectory = "";
    private Optional<DNSConfig> dnsConfig = Optional.empty();
    private List<PortMapping> portMappings = List.of();
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();
    private Optional<LinuxPodSandboxConfig> linux = Optional.empty();
    private Optional<WindowsPodSandboxConfig> windows = Optional.empty();

    private Builder() {}

    /** Sets {@code metadata}. */
    public Builder metadata(PodSandboxMetadata value) {
      this.metadata = Optional.of(value);
      return this;
    }

    /** Sets {@code hostname}. */
    public Builder hostname(String value) {
      this.hostname = value;
      return this;
    }

    /** Sets {@code log_directory}. */
    public Builder logDirectory(String value) {
      this.logDirectory = value;
      return this;
    }

    /** Sets {@code dns_config}. */
    public Builder dnsConfig(DNSConfig value) {
      this.dnsConfig = Optional.of(value);
      return this;
    }

    /** Sets {@code port_mappings}. */
    public Builder portMappings(List<PortMapping> value) {
      this.portMappings = value;
      return this;
    }

    /** Sets {@code labels}. */
    public Builder labels(Map<String, String> value) {
      this.labels = value;
      return this;
    }

    /** Sets {@code annotations}. */
    public Builder annotations(Map<String, String> value) {
      this.annotations = value;
      return this;
    }

    /** Sets {@code linux}. */
    public Builder linux(LinuxPodSandboxConfig value) {
      this.linux = Optional.of(value);
      return this;
    }

    /** Sets {@code windows}. */
    public Builder windows(WindowsPodSandboxConfig value) {
      this.windows = Optional.of(value);
      return this;
    }

    /** The message. */
    public PodSandboxConfig build() {
      return new PodSandboxConfig(metadata, hostname, logDirectory, dnsConfig, portMappings, labels, annotations, linux, windows);
    }
  }
}
