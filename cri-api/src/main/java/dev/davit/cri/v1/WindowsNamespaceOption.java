// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code WindowsNamespaceOption} of the CRI. */
public record WindowsNamespaceOption(
    NamespaceMode network) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.network = network;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private NamespaceMode network = NamespaceMode.POD;

    private Builder() {}

    /** Sets {@code network}. */
    public Builder network(NamespaceMode value) {
      this.network = value;
      return this;
    }

    /** The message. */
    public WindowsNamespaceOption build() {
      return new WindowsNamespaceOption(network);
    }
  }
}
