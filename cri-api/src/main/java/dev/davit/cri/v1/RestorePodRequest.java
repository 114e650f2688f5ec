// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The message {@code RestorePodRequest} of the CRI. */
public record RestorePodRequest(
    String checkpointPath,
    Optional<PodSandboxConfig> config,
    String runtimeHandler,
    List<ContainerConfig> containerConfigs,
    Map<String, String> options) {

  /** Copies its collections. */
  public RestorePodRequest {
    containerConfigs = Copies.of(containerConfigs);
    options = Copies.of(options);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.checkpointPath = checkpointPath;
    builder.config = config;
    builder.runtimeHandler = runtimeHandler;
    builder.containerConfigs = containerConfigs;
    builder.options = options;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String checkpointPath = "";
    private Optional<PodSandboxConfig> config = Optional.empty();
    private String runtimeHandler = "";
    private List<ContainerConfig> containerConfigs = List.of();
    private Map<String, String> options = Map.of();

    private Builder() {}

    /** Sets {@code checkpoint_path}. */
    public Builder checkpointPath(String value) {
      this.checkpointPath = value;
      return this;
    }

    /** Sets {@code config}. */
    public Builder config(PodSandboxConfig value) {
      this.config = Optional.of(value);
      return this;
    }

    /** Sets {@code runtime_handler}. */
    public Builder runtimeHandler(String value) {
      this.runtimeHandler = value;
      return this;
    }

    /** Sets {@code container_configs}. */
    public Builder containerConfigs(List<ContainerConfig> value) {
      this.containerConfigs = value;
      return this;
    }

    /** Sets {@code options}. */
    public Builder options(Map<String, String> value) {
      this.options = value;
      return this;
    }

    /** The message. */
    public RestorePodRequest build() {
      return new RestorePodRequest(checkpointPath, config, runtimeHandler, containerConfigs, options);
    }
  }
}
