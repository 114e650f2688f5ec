// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The message {@code PodSandboxStatusResponse} of the CRI. */
public record PodSandboxStatusResponse(
    Optional<PodSandboxStatus> status,
    Map<String, String> info,
    List<ContainerStatus> containersStatuses,
    long timestamp) {

  /** Copies its collections. */
  public PodSandboxStatusResponse {
    info = Copies.of(info);
    containersStatuses = Copies.of(containersStatuses);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.status = status;
    builder.info = info;
    builder.containersStatuses = containersStatuses;
    builder.timestamp = timestamp;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<PodSandboxStatus> status = Optional.empty();
    private Map<String, String> info = Map.of();
    private List<ContainerStatus> containersStatuses = List.of();
    private long timestamp = 0;

    private Builder() {}

    /** Sets {@code status}. */
    public Builder status(PodSandboxStatus value) {
      this.status = Optional.of(value);
      return this;
    }

    /** Sets {@code info}. */
    public Builder info(Map<String, String> value) {
      this.info = value;
      return this;
    }

    /** Sets {@code containers_statuses}. */
    public Builder containersStatuses(List<ContainerStatus> value) {
      this.containersStatuses = value;
      return this;
    }

    /** Sets {@code timestamp}. */
    public Builder timestamp(long value) {
      this.timestamp = value;
      return this;
    }

    /** The message. */
    public PodSandboxStatusResponse build() {
      return new PodSandboxStatusResponse(status, info, containersStatuses, timestamp);
    }
  }
}
