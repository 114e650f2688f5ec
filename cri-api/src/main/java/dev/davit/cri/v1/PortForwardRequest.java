// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code PortForwardRequest} of the CRI. */
public record PortForwardRequest(
    String podSandboxId,
    List<Integer> port) {

  /** Copies its collections. */
  public PortForwardRequest {
    port = Copies.of(port);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.podSandboxId = podSandboxId;
    builder.port = port;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String podSandboxId = "";
    private List<Integer> port = List.of();

    private Builder() {}

    /** Sets {@code pod_sandbox_id}. */
    public Builder podSandboxId(String value) {
      this.podSandboxId = value;
      return this;
    }

    /** Sets {@code port}. */
    public Builder port(List<Integer> value) {
      this.port = value;
      return this;
    }

    /** The message. */
    public PortForwardRequest build() {
      return new PortForwardRequest(podSandboxId, port);
    }
  }
}
