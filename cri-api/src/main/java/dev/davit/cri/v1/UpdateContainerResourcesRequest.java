// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.Map;
import java.util.Optional;

/** The message {@code UpdateContainerResourcesRequest} of the CRI. */
public record UpdateContainerResourcesRequest(
    String containerId,
    Optional<LinuxContainerResources> linux,
    Optional<WindowsContainerResources> windows,
    Map<String, String> annotations) {

  /** Copies its collections. */
  public UpdateContainerResourcesRequest {
    annotations = Copies.of(annotations);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerId = containerId;
    builder.linux = linux;
    builder.windows = windows;
    builder.annotations = annotations;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String containerId = "";
    private Optional<LinuxContainerResources> linux = Optional.empty();
    private Optional<WindowsContainerResources> windows = Optional.empty();
    private Map<String, String> annotations = Map.of();

    private Builder() {}

    /** Sets {@code container_id}. */
    public Builder containerId(String value) {
      this.containerId = value;
      return this;
    }

    /** Sets {@code linux}. */
    public Builder linux(LinuxContainerResources value) {
      this.linux = Optional.of(value);
      return this;
    }

    /** Sets {@code windows}. */
    public Builder windows(WindowsContainerResources value) {
      this.windows = Optional.of(value);
      return this;
    }

    /** Sets {@code annotations}. */
    public Builder annotations(Map<String, String> value) {
      this.annotations = value;
      return this;
    }

    /** The message. */
    public UpdateContainerResourcesRequest build() {
      return new UpdateContainerResourcesRequest(containerId, linux, windows, annotations);
    }
  }
}
