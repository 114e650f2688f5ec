// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code RuntimeHandler} of the CRI. */
public record RuntimeHandler(
    String name,
    Optional<RuntimeHandlerFeatures> features) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.name = name;
    builder.features = features;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String name = "";
    private Optional<RuntimeHandlerFeatures> features = Optional.empty();

    private Builder() {}

    /** Sets {@code name}. */
    public Builder name(String value) {
      this.name = value;
      return this;
    }

    /** Sets {@code features}. */
    public Builder features(RuntimeHandlerFeatures value) {
      this.features = Optional.of(value);
      return this;
    }

    /** The message. */
    public RuntimeHandler build() {
      return new RuntimeHandler(name, features);
    }
  }
}
