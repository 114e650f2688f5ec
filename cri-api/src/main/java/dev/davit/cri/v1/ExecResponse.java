// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code ExecResponse} of the CRI. */
public record ExecResponse(
    String url) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.url = url;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String url = "";

    private Builder() {}

    /** Sets {@code url}. */
    public Builder url(String value) {
      this.url = value;
      return this;
    }

    /** The message. */
    public ExecResponse build() {
      return new ExecResponse(url);
    }
  }
}
