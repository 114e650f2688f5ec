package dev.davit.daemon;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import dev.davit.cri.v1.AuthConfig;
import dev.davit.cri.v1.PullImageRequest;
import dev.davit.daemon.cri.ImageCalls;
import dev.davit.engine.Davit;
import dev.davit.image.registry.Credentials;
import dev.davit.image.registry.PullRequest;
import dev.davit.oci.image.ImageReference;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** Pulls images from their registries, with the credentials of the request. */
final class RegistryPull implements ImageCalls.Puller {

  /** Names under which one registry is known. */
  private static final Set<String> HUB = Set.of("index.docker.io", "registry-1.docker.io");

  private final Davit davit;

  RegistryPull(Davit davit) {
    this.davit = davit;
  }

  @Override
  public String pull(PullImageRequest request) {
    String name = request.image().orElseThrow().image();
    Optional<Credentials> credentials =
        request.auth().filter(auth -> isFor(auth, name)).flatMap(RegistryPull::credentials);
    PullRequest pull = credentials.map(PullRequest.DEFAULT::as).orElse(PullRequest.DEFAULT);
    return davit.images().pull(name, pull).id();
  }

  /** A password for one registry is never shown to another. */
  private static boolean isFor(AuthConfig auth, String name) {
    if (auth.serverAddress().isEmpty()) {
      return true;
    }
    try {
      String domain = ImageReference.parse(name).domain();
      String host = auth.serverAddress().replaceFirst("^[a-z]+://", "").replaceFirst("/.*", "");
      return host.equals(domain) || domain.equals("docker.io") && HUB.contains(host);
    } catch (IllegalArgumentException e) {
      throw new CriException(Code.INVALID_ARGUMENT, "image.image: " + e.getMessage(), e);
    }
  }

  private static Optional<Credentials> credentials(AuthConfig auth) {
    if (!auth.registryToken().isEmpty()) {
      return Optional.of(Credentials.registryToken(auth.registryToken()));
    }
    if (!auth.identityToken().isEmpty()) {
      return Optional.of(Credentials.identityToken(auth.identityToken()));
    }
    if (!auth.username().isEmpty()) {
      return Optional.of(Credentials.of(auth.username(), auth.password()));
    }
    return auth.auth().isEmpty() ? Optional.empty() : Optional.of(decoded(auth.auth()));
  }

  /** {@code user:password} in base64, as in docker's config.json. */
  private static Credentials decoded(String auth) {
    try {
      String text = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      if (colon > 0) {
        // Some tools pad it with zeros.
        return Credentials.of(
            text.substring(0, colon), text.substring(colon + 1).replaceAll("\0+$", ""));
      }
    } catch (IllegalArgumentException e) {
      // The same failure.
    }
    throw new CriException(Code.INVALID_ARGUMENT, "auth.auth: expected user:password in base64");
  }
}
