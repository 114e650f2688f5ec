// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code Capability} of the CRI. */
public record Capability(
    List<String> addCapabilities,
    List<String> dropCapabilities,
    List<String> addAmbientCapabilities) {

  /** Copies its collections. */
  public Capability {
    addCapabilities = Copies.of(addCapabilities);
    dropCapabilities = Copies.of(dropCapabilities);
    addAmbientCapabilities = Copies.of(addAmbientCapabilities);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.addCapabilities = addCapabilities;
    builder.dropCapabilities = dropCapabilities;
    builder.addAmbientCapabilities = addAmbientCapabilities;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<String> addCapabilities = List.of();
    private List<String> dropCapabilities = List.of();
    private List<String> addAmbientCapabilities = List.of();

    private Builder() {}

    /** Sets {@code add_capabilities}. */
    public Builder addCapabilities(List<String> value) {
      this.addCapabilities = value;
      return this;
    }

    /** Sets {@code drop_capabilities}. */
    public Builder dropCapabilities(List<String> value) {
      this.dropCapabilities = value;
      return this;
    }

    /** Sets {@code add_ambient_capabilities}. */
    public Builder addAmbientCapabilities(List<String> value) {
      this.addAmbientCapabilities = value;
      return this;
    }

    /** The message. */
    public Capability build() {
      return new Capability(addCapabilities, dropCapabilities, addAmbientCapabilities);
    }
  }
}
