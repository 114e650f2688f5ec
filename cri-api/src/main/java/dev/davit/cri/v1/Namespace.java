// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code Namespace} of the CRI. */
public record Namespace(
    Optional<NamespaceOption> options) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.options = options;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<NamespaceOption> options = Optional.empty();

    private Builder() {}

    /** Sets {@code options}. */
    public Builder options(NamespaceOption value) {
      this.options = Optional.of(value);
      return this;
    }

    /** The message. */
    public Namespace build() {
      return new Namespace(options);
    }
  }
}
