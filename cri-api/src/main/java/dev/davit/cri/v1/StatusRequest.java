// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code StatusRequest} of the CRI. */
public record StatusRequest(
    boolean verbose) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.verbose = verbose;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private boolean verbose = false;

    private Builder() {}

    /** Sets {@code verbose}. */
    public Builder verbose(boolean value) {
      this.verbose = value;
      return this;
    }

    /** The message. */
    public StatusRequest build() {
      return new StatusRequest(verbose);
    }
  }
}
