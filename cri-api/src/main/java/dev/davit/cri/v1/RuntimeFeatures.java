// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code RuntimeFeatures} of the CRI. */
public record RuntimeFeatures(
    boolean supplementalGroupsPolicy,
    boolean userNamespacesHostNetwork) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.supplementalGroupsPolicy = supplementalGroupsPolicy;
    builder.userNamespacesHostNetwork = userNamespacesHostNetwork;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private boolean supplementalGroupsPolicy = false;
    private boolean userNamespacesHostNetwork = false;

    private Builder() {}

    /** Sets {@code supplemental_groups_policy}. */
    public Builder supplementalGroupsPolicy(boolean value) {
      this.supplementalGroupsPolicy = value;
      return this;
    }

    /** Sets {@code user_namespaces_host_network}. */
    public Builder userNamespacesHostNetwork(boolean value) {
      this.userNamespacesHostNetwork = value;
      return this;
    }

    /** The message. */
    public RuntimeFeatures build() {
      return new RuntimeFeatures(supplementalGroupsPolicy, userNamespacesHostNetwork);
    }
  }
}
