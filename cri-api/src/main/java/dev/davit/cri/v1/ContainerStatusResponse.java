// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.Map;
import java.util.Optional;

/** The message {@code ContainerStatusResponse} of the CRI. */
public record ContainerStatusResponse(
    Optional<ContainerStatus> status,
    Map<String, String> info) {

  /** Copies its collections. */
  public ContainerStatusResponse {
    info = Copies.of(info);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.status = status;
    builder.info = info;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<ContainerStatus> status = Optional.empty();
    private Map<String, String> info = Map.of();

    private Builder() {}

    /** Sets {@code status}. */
    public Builder status(ContainerStatus value) {
      this.status = Optional.of(value);
      return this;
    }

    /** Sets {@code info}. */
    public Builder info(Map<String, String> value) {
      this.info = value;
      return this;
    }

    /** The message. */
    public ContainerStatusResponse build() {
      return new ContainerStatusResponse(status, info);
    }
  }
}
