// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code StreamPodSandboxesResponse} of the CRI. */
public record StreamPodSandboxesResponse(
    List<PodSandbox> podSandboxes) {

  /** Copies its collections. */
  public StreamPodSandboxesResponse {
    podSandboxes = Copies.of(podSandboxes);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxes = podSandboxes;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<PodSandbox> podSandboxes = List.of();

    private Builder() {}

    /** Sets {@code pod_sandboxes}. */
    public Builder podSandboxes(List<PodSandbox> value) {
      this.podSandboxes = value;
      return this;
    }

    /** The message. */
    public StreamPodSandboxesResponse build() {
      return new StreamPodSandboxesResponse(podSandboxes);
    }
  }
}
