// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The message {@code ContainerStatus} of the CRI. */
public record ContainerStatus(
    String id,
    Optional<ContainerMetadata> metadata,
    ContainerState state,
    long createdAt,
    long startedAt,
    long finishedAt,
    int exitCode,
    Optional<ImageSpec> image,
    String imageRef,
    String reason,
    String message,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<Mount> mounts,
    String logPath,
    Optional<ContainerResources> resources,
    String imageId,
    Optional<ContainerUser> user,
    Signal stopSignal) {

  /** Copies its collections. */
  public ContainerStatus {
    labels = Copies.of(labels);
    annotations = Copies.of(annotations);
    mounts = Copies.of(mounts);
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
    builder.startedAt = startedAt;
    builder.finishedAt = finishedAt;
    builder.exitCode = exitCode;
    builder.image = image;
    builder.imageRef = imageRef;
    builder.reason = reason;
    builder.message = message;
    builder.labels = labels;
    builder.annotations = annotations;
    builder.mounts = mounts;
    builder.logPath = logPath;
    builder.resources = resources;
    builder.imageId = imageId;
    builder.user = user;
    builder.stopSignal = stopSignal;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String id = "";
    private Optional<ContainerMetadata> metadata = Optional.empty();
    private ContainerState state = ContainerState.CONTAINER_CREATED;
    private long createdAt = 0;
    private long startedAt = 0;
    private long finishedAt = 0;
    private int exitCode = 0;
    private Optional<ImageSpec> image = Optional.empty();
    private String imageRef = "";
    private String reason = "";
    private String message = "";
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();
    private List<Mount> mounts = List.of();
    private String logPath = "";
    private Optional<ContainerResources> resources = Optional.empty();
    private String imageId = "";
    private Optional<ContainerUser> user = Optional.empty();
    private Signal stopSignal = Signal.RUNTIME_DEFAULT;

    private Builder() {}

    /** Sets {@code id}. */
    public Builder id(String value) {
      this.id = value;
      return this;
    }

    /** Sets {@code metadata}. */
    public Builder metadata(ContainerMetadata value) {
      this.metadata = Optional.of(value);
      return this;
    }

    /** Sets {@code state}. */
    public Builder state(ContainerState value) {
      this.state = value;
      return this;
    }

    /** Sets {@code created_at}. */
    public Builder createdAt(long value) {
      this.createdAt = value;
      return this;
    }

    /** Sets {@code started_at}. */
    public Builder startedAt(long value) {
      this.startedAt = value;
      return this;
    }

    /** Sets {@code finished_at}. */
    public Builder finishedAt(long value) {
      this.finishedAt = value;
      return this;
    }

    /** Sets {@code exit_code}. */
    public Builder exitCode(int value) {
      this.exitCode = value;
      return this;
    }

    /** Sets {@code image}. */
    public Builder image(ImageSpec value) {
      this.image = Optional.of(value);
      return this;
    }

    /** Sets {@code image_ref}. */
    public Builder imageRef(String value) {
      this.imageRef = value;
      return this;
    }

    /** Sets {@code reason}. */
    public Builder reason(String value) {
      this.reason = value;
      return this;
    }

    /** Sets {@code message}. */
    public Builder message(String value) {
      this.message = value;
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

    /** Sets {@code mounts}. */
    public Builder mounts(List<Mount> value) {
      this.mounts = value;
      return this;
    }

    /** Sets {@code log_path}. */
    public Builder logPath(String value) {
      this.logPath = value;
      return this;
    }

    /** Sets {@code resources}. */
    public Builder resources(ContainerResources value) {
      this.resources = Optional.of(value);
      return this;
    }

    /** Sets {@code image_id}. */
    public Builder imageId(String value) {
      this.imageId = value;
      return this;
    }

    /** Sets {@code user}. */
    public Builder user(ContainerUser value) {
      this.user = Optional.of(value);
      return this;
    }

    /** Sets {@code stop_signal}. */
    public Builder stopSignal(Signal value) {
      this.stopSignal = value;
      return this;
    }

    /** The message. */
    public ContainerStatus build() {
      return new ContainerStatus(id, metadata, state, createdAt, startedAt, finishedAt, exitCode, image, imageRef, reason, message, labels, annotations, mounts, logPath, resources, imageId, user, stopSignal);
    }
  }
}
