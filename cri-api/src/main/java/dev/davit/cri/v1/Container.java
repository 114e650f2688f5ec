// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.Map;
import java.util.Optional;

/** The message {@code Container} of the CRI. */
public record Container(
    String id,
    String podSandboxId,
    Optional<ContainerMetadata> metadata,
    Optional<ImageSpec> image,
    String imageRef,
    ContainerState state,
    long createdAt,
    Map<String, String> labels,
    Map<String, String> annotations,
    String imageId) {

  /** Copies its collections. */
  public Container {
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
    builder.podSandboxId = podSandboxId;
    builder.metadata = metadata;
    builder.image = image;
    builder.imageRef = imageRef;
    builder.state = state;
    builder.createdAt = createdAt;
    builder.labels = labels;
    builder.annotations = annotations;
    builder.imageId = imageId;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String id = "";
    private String podSandboxId = "";
    private Optional<ContainerMetadata> metadata = Optional.empty();
    private Optional<ImageSpec> image = Optional.empty();
    private String imageRef = "";
    private ContainerState state = ContainerState.CONTAINER_CREATED;
    private long createdAt = 0;
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();
    private String imageId = "";

    private Builder() {}

    /** Sets {@code id}. */
    public Builder id(String value) {
      this.id = value;
      return this;
    }

    /** Sets {@code pod_sandbox_id}. */
    public Builder podSandboxId(String value) {
      this.podSandboxId = value;
      return this;
    }

    /** Sets {@code metadata}. */
    public Builder metadata(ContainerMetadata value) {
      this.metadata = Optional.of(value);
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

    /** Sets {@code image_id}. */
    public Builder imageId(String value) {
      this.imageId = value;
      return this;
    }

    /** The message. */
    public Container build() {
      return new Container(id, podSandboxId, metadata, image, imageRef, state, createdAt, labels, annotations, imageId);
    }
  }
}
