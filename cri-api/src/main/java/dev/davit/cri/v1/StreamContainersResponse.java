// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code StreamContainersResponse} of the CRI. */
public record StreamContainersResponse(
    List<Container> containers) {

  /** Copies its collections. */
  public StreamContainersResponse {
    containers = Copies.of(containers);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.containers = containers;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<Container> containers = List.of();

    private Builder() {}

    /** Sets {@code containers}. */
    public Builder containers(List<Container> value) {
      this.containers = value;
      return this;
    }

    /** The message. */
    public StreamContainersResponse build() {
      return new StreamContainersResponse(containers);
    }
  }
}
