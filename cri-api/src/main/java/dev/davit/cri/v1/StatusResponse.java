// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The message {@code StatusResponse} of the CRI. */
public record StatusResponse(
    Optional<RuntimeStatus> status,
    Map<String, String> info,
    List<RuntimeHandler> runtimeHandlers,
    Optional<RuntimeFeatures> features) {

  /** Copies its collections. */
  public StatusResponse {
    info = Copies.of(info);
    runtimeHandlers = Copies.of(runtimeHandlers);
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
    builder.runtimeHandlers = runtimeHandlers;
    builder.features = features;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<RuntimeStatus> status = Optional.empty();
    private Map<String, String> info = Map.of();
    private List<RuntimeHandler> runtimeHandlers = List.of();
    private Optional<RuntimeFeatures> features = Optional.empty();

    private Builder() {}

    /** Sets {@code status}. */
    public Builder status(RuntimeStatus value) {
      this.status = Optional.of(value);
      return this;
    }

    /** Sets {@code info}. */
    public Builder info(Map<String, String> value) {
      this.info = value;
      return this;
    }

    /** Sets {@code runtime_handlers}. */
    public Builder runtimeHandlers(List<RuntimeHandler> value) {
      this.runtimeHandlers = value;
      return this;
    }

    /** Sets {@code features}. */
    public Builder features(RuntimeFeatures value) {
      this.features = Optional.of(value);
      return this;
    }

    /** The message. */
    public StatusResponse build() {
      return new StatusResponse(status, info, runtimeHandlers, features);
    }
  }
}
