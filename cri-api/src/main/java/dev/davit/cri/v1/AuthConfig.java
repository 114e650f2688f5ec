// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code AuthConfig} of the CRI. */
public record AuthConfig(
    String username,
    String password,
    String auth,
    String serverAddress,
    String identityToken,
    String registryToken) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.username = username;
    builder.password = password;
    builder.auth = auth;
    builder.serverAddress = serverAddress;
    builder.identityToken = identityToken;
    builder.registryToken = registryToken;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String username = "";
    private String password = "";
    private String auth = "";
    private String serverAddress = "";
    private String identityToken = "";
    private String registryToken = "";

    private Builder() {}

    /** Sets {@code username}. */
    public Builder username(String value) {
      this.username = value;
      return this;
    }

    /** Sets {@code password}. */
    public Builder password(String value) {
      this.password = value;
      return this;
    }

    /** Sets {@code auth}. */
    public Builder auth(String value) {
      this.auth = value;
      return this;
    }

    /** Sets {@code server_address}. */
    public Builder serverAddress(String value) {
      this.serverAddress = value;
      return this;
    }

    /** Sets {@code identity_token}. */
    public Builder identityToken(String value) {
      this.identityToken = value;
      return this;
    }

    /** Sets {@code registry_token}. */
    public Builder registryToken(String value) {
      this.registryToken = value;
      return this;
    }

    /** The message. */
    public AuthConfig build() {
      return new AuthConfig(username, password, auth, serverAddress, identityToken, registryToken);
    }
  }
}
