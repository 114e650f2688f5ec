// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.Map;
import java.util.Optional;

/** The message {@code ContainerAttributes} of the CRI. */
public record ContainerAttributes(
    String id,
    Optional<ContainerMetadata> metadata,
    Map<String, String> labels,
    Map<String, String> annotations) {

  /** Copies its collections. */
  public ContainerAttributes {
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
    builder.labels = labels;
    builder.annotations = annotations;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String id = "";
    private Optional<ContainerMetadata> metadata = Optional.empty();
    private Map<String, String> labels = Map.of();
    private Map<String, String> annotations = Map.of();

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

    /** The message. */
    public ContainerAttributes build() {
      return new ContainerAttributes(id, metadata, labels, annotations);
    }
  }
}
