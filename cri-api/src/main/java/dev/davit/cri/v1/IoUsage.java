// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import java.util.Optional;

/** The message {@code IoUsage} of the CRI. */
public record IoUsage(
    long timestamp,
    Optional<PsiStats> psi) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.timestamp = timestamp;
    builder.psi = psi;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long timestamp = 0;
    private Optional<PsiStats> psi = Optional.empty();

    private Builder() {}

    /** Sets {@code timestamp}. */
    public Builder timestamp(long value) {
      this.timestamp = value;
      return this;
    }

    /** Sets {@code psi}. */
    public Builder psi(PsiStats value) {
      this.psi = Optional.of(value);
      return this;
    }

    /** The message. */
    public IoUsage build() {
      return new IoUsage(timestamp, psi);
    }
  }
}
