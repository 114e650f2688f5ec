package dev.davit.image.registry;

import java.util.Optional;

/**
 * What proves to a registry who is asking. At most one of the three ways is used: a token for the
 * registry itself, an identity token that its token server exchanges, or user and password.
 *
 * @param username the user; empty beside a token
 * @param password the user's password
 * @param identityToken a refresh token of OAuth 2, as {@code docker login} stores it for some
 *     registries
 * @param registryToken a bearer token, sent as it is
 */
public record Credentials(
    String username,
    String password,
    Optional<String> identityToken,
    Optional<String> registryToken) {

  /** A user with a password. */
  public static Credentials of(String username, String password) {
    return new Credentials(username, password, Optional.empty(), Optional.empty());
  }

  /** A refresh token, which the registry's token server exchanges for bearer tokens. */
  public static Credentials identityToken(String token) {
    return new Credentials("", "", Optional.of(token), Optional.empty());
  }

  /** A bearer token, which is sent to the registry as it is. */
  public static Credentials registryToken(String token) {
    return new Credentials("", "", Optional.empty(), Optional.of(token));
  }

  /** Whether there is a user with a password. */
  boolean hasPassword() {
    return !username.isEmpty() || !password.isEmpty();
  }

  /** Nothing secret. */
  @Override
  public String toString() {
    return "Credentials["
        + (registryToken.isPresent()
            ? "registry token"
            : identityToken.isPresent() ? "identity token" : username)
        + "]";
  }
}
