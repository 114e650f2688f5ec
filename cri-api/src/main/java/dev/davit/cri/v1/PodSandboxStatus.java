// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.Map;
import java.util.Optional;

/** The message {@code PodSandboxStatus} of the CRI. */
public record PodSandboxStatus(
    String id,
    Optional<PodSandboxMetadata> metadata,
    PodSandboxState state,
    long createdAt,
    Optional<PodSandboxNetworkStatus> network,
    Optional<LinuxPodSandboxStatus> linux,
    Map<String, String> labels,
    Map<String, String> annotations,
    String runtimeHandler) {

  /** Copies its collections. */
  public PodSandboxStatus {
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
    builder.id = id;
    builder.metadata = metadata;
    builder.state = state;
    builder.createdAt = createdAt;
    builder.network = network;
    builder.linux = linux;
    builder.labels = labels;
    builder.annotations = annotations;
    builder.runtimeHandler = runtimeHandler;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String id = "";
    private Optional<PodSandboxMetadata> metadata = Optional.empty();
    private PodSandboxState state = PodSandboxState.SANDBOX_READY;
    private long createdAt = 0;
    private Optional<PodSandboxNetworkStatus> network = Optional.empty();
    private Optional<LinuxPodSandboxStatus> linux = Optional.empty();
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();
    private String runtimeHandler = "";

    private Builder() {}

    /** Sets {@code id}. */
    public Builder id(String value) {
      this.id = value;
      return this;
    }

    /** Sets {@code metadata}. */
    public Builder metadata(PodSandboxMetadata value) {
      this.metadata = Optional.of(value);
      return this;
    }

    /** Sets {@code state}. */
    public Builder state(PodSandboxState value) {
      this.state = value;
      return this;
    }

    /** Sets {@code created_at}. */
    public Builder createdAt(long value) {
      this.createdAt = value;
      return this;
    }

    /** Sets {@code network}. */
    public Builder network(PodSandboxNetworkStatus value) {
      this.network = Optional.of(value);
      return this;
    }

    /** Sets {@code linux}. */
    public Builder linux(LinuxPodSandboxStatus value) {
      this.linux = Optional.of(value);
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

    /** Sets {@code runtime_handler}. */
    public Builder runtimeHandler(String value) {
      this.runtimeHandler = value;
      return this;
    }

    /** The message. */
    public PodSandboxStatus build() {
      return new PodSandboxStatus(id, metadata, state, createdAt, network, linux, labels, annotations, runtimeHandler);
    }
  }
}
