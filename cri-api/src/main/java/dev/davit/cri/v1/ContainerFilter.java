// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.Map;
import java.util.Optional;

/** The message {@code ContainerFilter} of the CRI. */
public record ContainerFilter(
    String id,
    Optional<ContainerStateValue> state,
    String podSandboxId,
    Map<String, String> labelSelector) {

  /** Copies its collections. */
  public ContainerFilter {
    labelSelector = Copies.of(labelSelector);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.id = id;
    builder.state = state;
    builder.podSandboxId = podSandboxId;
    builder.labelSelector = labelSelector;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String id = "";
    private Optional<ContainerStateValue> state = Optional.empty();
    private String podSandboxId = "";
    private Map<String, String> labelSelector = Map.of();

    private Builder() {}

    /** Sets {@code id}. */
    public Builder id(String value) {
      this.id = value;
      return this;
    }

    /** Sets {@code state}. */
    public Builder state(ContainerStateValue value) {
      this.state = Optional.of(value);
      return this;
    }

    /** Sets {@code pod_sandbox_id}. */
    public Builder podSandboxId(String value) {
      this.podSandboxId = value;
      return this;
    }

    /** Sets {@code label_selector}. */
    public Builder labelSelector(Map<String, String> value) {
      this.labelSelector = value;
      return this;
    }

    /** The message. */
    public ContainerFilter build() {
      return new ContainerFilter(id, state, podSandboxId, labelSelector);
    }
  }
}
