// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code PullImageRequest} of the CRI. */
public record PullImageRequest(
    Optional<ImageSpec> image,
    Optional<AuthConfig> auth,
    Optional<PodSandboxConfig> sandboxConfig) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.image = image;
    builder.auth = auth;
    builder.sandboxConfig = sandboxConfig;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private Optional<ImageSpec> image = Optional.empty();
    private Optional<AuthConfig> auth = Optional.empty();
    private Optional<PodSandboxConfig> sandboxConfig = Optional.empty();

    private Builder() {}

    /** Sets {@code image}. */
    public Builder image(ImageSpec value) {
      this.image = Optional.of(value);
      return this;
    }

    /** Sets {@code auth}. */
    public Builder auth(AuthConfig value) {
      this.auth = Optional.of(value);
      return this;
    }

    /** Sets {@code sandbox_config}. */
    public Builder sandboxConfig(PodSandboxConfig value) {
      this.sandboxConfig = Optional.of(value);
      return this;
    }

    /** The message. */
    public PullImageRequest build() {
      return new PullImageRequest(image, auth, sandboxConfig);
    }
  }
}
