// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Optional;

/** The message {@code ContainerEventResponse} of the CRI. */
public record ContainerEventResponse(
    String containerId,
    ContainerEventType containerEventType,
    long createdAt,
    Optional<PodSandboxStatus> podSandboxStatus,
    List<ContainerStatus> containersStatuses) {

  /** Copies its collections. */
  public ContainerEventResponse {
    containersStatuses = Copies.of(containersStatuses);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containerId = containerId;
    builder.containerEventType = containerEventType;
    builder.createdAt = createdAt;
    builder.podSandboxStatus = podSandboxStatus;
    builder.containersStatuses = containersStatuses;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String containerId = "";
    private ContainerEventType containerEventType = ContainerEventType.CONTAINER_CREATED_EVENT;
    private long createdAt = 0;
    private Optional<PodSandboxStatus> podSandboxStatus = Optional.empty();
    private List<ContainerStatus> containersStatuses = List.of();

    private Builder() {}

    /** Sets {@code container_id}. */
    public Builder containerId(String value) {
      this.containerId = value;
      return this;
    }

    /** Sets {@code container_event_type}. */
    public Builder containerEventType(ContainerEventType value) {
      this.containerEventType = value;
      return this;
    }

    /** Sets {@code created_at}. */
    public Builder createdAt(long value) {
      this.createdAt = value;
      return this;
    }

    /** Sets {@code pod_sandbox_status}. */
    public Builder podSandboxStatus(PodSandboxStatus value) {
      this.podSandboxStatus = Optional.of(value);
      return this;
    }

    /** Sets {@code containers_statuses}. */
    public Builder containersStatuses(List<ContainerStatus> value) {
      this.containersStatuses = value;
      return this;
    }

    /** The message. */
    public ContainerEventResponse build() {
      return new ContainerEventResponse(containerId, containerEventType, createdAt, podSandboxStatus, containersStatuses);
    }
  }
}
