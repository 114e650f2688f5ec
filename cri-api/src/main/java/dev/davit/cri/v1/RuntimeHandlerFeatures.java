// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code RuntimeHandlerFeatures} of the CRI. */
public record RuntimeHandlerFeatures(
    boolean recursiveReadOnlyMounts,
    boolean userNamespaces) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.recursiveReadOnlyMounts = recursiveReadOnlyMounts;
    builder.userNamespaces = userNamespaces;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private boolean recursiveReadOnlyMounts = false;
    private boolean userNamespaces = false;

    private Builder() {}

    /** Sets {@code recursive_read_only_mounts}. */
    public Builder recursiveReadOnlyMounts(boolean value) {
      this.recursiveReadOnlyMounts = value;
      return this;
    }

    /** Sets {@code user_namespaces}. */
    public Builder userNamespaces(boolean value) {
      this.userNamespaces = value;
      return this;
    }

    /** The message. */
    public RuntimeHandlerFeatures build() {
      return new RuntimeHandlerFeatures(recursiveReadOnlyMounts, userNamespaces);
    }
  }
}
