// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code ListPodSandboxResponse} of the CRI. */
public record ListPodSandboxResponse(
    List<PodSandbox> items) {

  /** Copies its collections. */
  public ListPodSandboxResponse {
    items = Copies.of(items);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.items = items;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<PodSandbox> items = List.of();

    private Builder() {}

    /** Sets {@code items}. */
    public Builder items(List<PodSandbox> value) {
      this.items = value;
      return this;
    }

    /** The message. */
    public ListPodSandboxResponse build() {
      return new ListPodSandboxResponse(items);
    }
  }
}
