// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code SecurityProfile} of the CRI. */
public record SecurityProfile(
    ProfileType profileType,
    String localhostRef) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.profileType = profileType;
    builder.localhostRef = localhostRef;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private ProfileType profileType = ProfileType.RuntimeDefault;
    private String localhostRef = "";

    private Builder() {}

    /** Sets {@code profile_type}. */
    public Builder profileType(ProfileType value) {
      this.profileType = value;
      return this;
    }

    /** Sets {@code localhost_ref}. */
    public Builder localhostRef(String value) {
      this.localhostRef = value;
      return this;
    }

    /** The message. */
    public SecurityProfile build() {
      return new SecurityProfile(profileType, localhostRef);
    }
  }
}
