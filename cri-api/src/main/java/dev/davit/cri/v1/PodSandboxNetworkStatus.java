// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code PodSandboxNetworkStatus} of the CRI. */
public record PodSandboxNetworkStatus(
    String ip,
    List<PodIP> additionalIps) {

  /** Copies its collections. */
  public PodSandboxNetworkStatus {
    additionalIps = Copies.of(additionalIps);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.ip = ip;
    builder.additionalIps = additionalIps;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String ip = "";
    private List<PodIP> additionalIps = List.of();

    private Builder() {}

    /** Sets {@code ip}. */
    public Builder ip(String value) {
      this.ip = value;
      return this;
    }

    /** Sets {@code additional_ips}. */
    public Builder additionalIps(List<PodIP> value) {
      this.additionalIps = value;
      return this;
    }

    /** The message. */
    public PodSandboxNetworkStatus build() {
      return new PodSandboxNetworkStatus(ip, additionalIps);
    }
  }
}
