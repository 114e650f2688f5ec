// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.Map;
import java.util.Optional;

/** The message {@code PodSandboxFilter} of the CRI. */
public record PodSandboxFilter(
    String id,
    Optional<PodSandboxStateValue> state,
    Map<String, String> labelSelector) {

  /** Copies its collections. */
  public PodSandboxFilter {
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
    builder.labelSelector = labelSelector;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String id = "";
    private Optional<PodSandboxStateValue> state = Optional.empty();
    private Map<String, String> labelSelector = Map.of();

    private Builder() {}

    /** Sets {@code id}. */
    public Builder id(String value) {
      this.id = value;
      return this;
    }

    /** Sets {@code state}. */
    public Builder state(PodSandboxStateValue value) {
      this.state = Optional.of(value);
      return this;
    }

    /** Sets {@code label_selector}. */
    public Builder labelSelector(Map<String, String> value) {
      this.labelSelector = value;
      return this;
    }

    /** The message. */
    public PodSandboxFilter build() {
      return new PodSandboxFilter(id, state, labelSelector);
    }
  }
}
