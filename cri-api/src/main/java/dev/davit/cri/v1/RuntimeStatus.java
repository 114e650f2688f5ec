// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code RuntimeStatus} of the CRI. */
public record RuntimeStatus(
    List<RuntimeCondition> conditions) {

  /** Copies its collections. */
  public RuntimeStatus {
    conditions = Copies.of(conditions);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.conditions = conditions;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<RuntimeCondition> conditions = List.of();

    private Builder() {}

    /** Sets {@code conditions}. */
    public Builder conditions(List<RuntimeCondition> value) {
      this.conditions = value;
      return this;
    }

    /** The message. */
    public RuntimeStatus build() {
      return new RuntimeStatus(conditions);
    }
  }
}
