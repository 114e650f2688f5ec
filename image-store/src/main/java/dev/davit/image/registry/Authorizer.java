package dev.davit.image.registry;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import dev.davit.image.registry.Endpoint.Tls;
import dev.davit.image.registry.Transport.Answer;
import dev.davit.image.registry.Transport.Pulse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers the challenges of one host: basic authentication, and bearer tokens of a token server
 * (distribution-spec's companion documents "Token Authentication" and "OAuth2 Token
 * Authentication"). Tokens are kept per scope until shortly before they end.
 */
final class Authorizer {

  private static final String CLIENT = "davit";
  private static final int MAX_TOKEN_BYTES = 1 << 20;
  private static final long DEFAULT_LIFE_SECONDS = 60;
  private static final long MARGIN_SECONDS = 5;

  private record Token(String text, long endsNs) {
    boolean holds() {
      return System.nanoTime() - endsNs < 0;
    }
  }

  private final Transport transport;
  private final Endpoint endpoint;
  private final Supplier<Optional<Credentials>> source;
  private final Map<String, Token> tokens = new HashMap<>();
  private Optional<Credentials> credentials;
  private Optional<Challenge> bearer = Optional.empty();
  private boolean basic;

  Authorizer(Transport transport, Endpoint endpoint, Supplier<Optional<Credentials>> source) {
    this.transport = transport;
    this.endpoint = endpoint;
    this.source = source;
  }

  private Optional<Credentials> credentials() {
    if (credentials == null) {
      credentials = source.get();
    }
    return credentials;
  }

  /** What to send with a request, as far as the host's wishes are known. */
  synchronized Optional<String> header(String scope) throws IOException {
    if (basic) {
      return credentials().map(Authorizer::basic);
    }
    Token token = tokens.get(scope);
    if (token != null && token.holds()) {
      return Optional.of("Bearer " + token.text());
    }
    return bearer.isPresent() ? Optional.of(fetch(bearer.get(), scope)) : Optional.empty();
  }

  /**
   * Takes note of a refusal.
   *
   * @param sent what the refused request had sent
   * @return true if a request with another {@link #header} may go better
   */
  synchronized boolean learn(List<Challenge> challenges, String scope, Optional<String> sent)
      throws IOException {
    for (Challenge challenge : challenges) {
      if (challenge.scheme().equals("bearer") && !challenge.parameter("realm").isEmpty()) {
        bearer = Optional.of(challenge);
        Token known = tokens.get(scope);
        if (known == null || sent.isPresent() && sent.get().endsWith(" " + known.text())) {
          return !fetch(challenge, scope).equals(sent.orElse(""));
        }
        return true;
      }
    }
    boolean wanted = challenges.stream().anyMatch(c -> c.scheme().equals("basic"));
    basic = wanted && credentials().filter(Credentials::hasPassword).isPresent();
    return basic && sent.isEmpty();
  }

  private static String basic(Credentials credentials) {
    String pair = credentials.username() + ":" + credentials.password();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private String fetch(Challenge challenge, String scope) throws IOException {
    Optional<Credentials> known = credentials();
    Optional<String> own = known.flatMap(Credentials::registryToken);
    if (own.isPresent()) {
      return "Bearer " + own.get();
    }
    String wanted = scope(challenge, scope);
    Optional<String> identity = known.flatMap(Credentials::identityToken);
    Answer<byte[]> answer =
        identity.isPresent()
            ? post(challenge, wanted, identity.get())
            : get(challenge, wanted, known.filter(Credentials::hasPassword));
    if (answer.status() == 401 || answer.status() == 403 || answer.status() == 400) {
      throw new ImageException.Denied(
          endpoint.name()
              + ": log in: "
              + ErrorBody.text(answer.status(), answer.error())
              + (known.isPresent() ? " (wrong user or password: see davit login)" : ""));
    }
    if (answer.status() != 200) {
      throw new IOException(
          realm(challenge) + ": token: " + ErrorBody.text(answer.status(), answer.error()));
    }
    Token token = token(challenge, answer.body());
    tokens.put(scope, token);
    return "Bearer " + token.text();
  }

  /**
   * What is going to be done counts, not only what was refused first: pushing begins with a look.
   */
  private static String scope(Challenge challenge, String scope) {
    StringBuilder all = new StringBuilder(scope);
    for (String asked : challenge.parameter("scope").split(" ")) {
      String resource = asked.substring(0, asked.lastIndexOf(':') + 1);
      boolean known =
          !resource.isEmpty()
              && List.of(scope.split(" ")).stream().anyMatch(s -> s.startsWith(resource));
      if (!asked.isEmpty() && !known) {
        all.append(all.length() == 0 ? "" : " ").append(asked);
      }
    }
    return all.toString();
  }

  private Token token(Challenge challenge, byte[] body) throws IOException {
    try {
      JsonObject json =
          JsonParser.parseString(new String(body, StandardCharsets.UTF_8)).getAsJsonObject();
      JsonElement text = json.has("token") ? json.get("token") : json.get("access_token");
      long life =
          json.has("expires_in") ? json.get("expires_in").getAsLong() : DEFAULT_LIFE_SECONDS;
      long seconds = Math.max(1, Math.min(life, 1 << 20) - MARGIN_SECONDS);
      return new Token(text.getAsString(), System.nanoTime() + seconds * 1_000_000_000);
    } catch (JsonParseException
        | IllegalStateException
        | NullPointerException
        | UnsupportedOperationException
        | NumberFormatException e) {
      throw new IOException(realm(challenge) + ": token: the answer has none", e);
    }
  }

  private Answer<byte[]> get(Challenge challenge, String scope, Optional<Credentials> known)
      throws IOException {
    StringBuilder query = new StringBuilder();
    add(query, "service", challenge.parameter("service"));
    for (String one : scope.split(" ")) {
      add(query, "scope", one);
    }
    known.ifPresent(c -> add(query, "account", c.username()));
    String realm = challenge.parameter("realm");
    URI uri = URI.create(realm + (realm.contains("?") ? "&" : "?") + query);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
    known.ifPresent(c -> request.header("Authorization", basic(c)));
    return send(request, uri);
  }

  private Answer<byte[]> post(Challenge challenge, String scope, String identityToken)
      throws IOException {
    StringBuilder form = new StringBuilder();
    add(form, "grant_type", "refresh_token");
    add(form, "service", challenge.parameter("service"));
    add(form, "scope", scope);
    add(form, "client_id", CLIENT);
    add(form, "refresh_token", identityToken);
    URI uri = realm(challenge);
    return send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form.toString())),
        uri);
  }

  private Answer<byte[]> send(HttpRequest.Builder request, URI uri) throws IOException {
    boolean clear = "http".equals(uri.getScheme());
    if (clear && endpoint.base().getScheme().equals("https") && endpoint.tls().verify()) {
      throw new ImageException.Denied(
          endpoint.name() + ": log in: its token server " + uri.getAuthority() + " has no TLS");
    }
    Tls tls = endpoint.tls();
    return transport.send(
        tls, request.build(), new Pulse(), info -> new BoundedBody(MAX_TOKEN_BYTES, false));
  }

  private URI realm(Challenge challenge) throws IOException {
    try {
      return URI.create(challenge.parameter("realm"));
    } catch (IllegalArgumentException e) {
      throw new IOException(endpoint.name() + ": its token server is no URL", e);
    }
  }

  private static void add(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append(text.length() == 0 ? "" : "&")
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
