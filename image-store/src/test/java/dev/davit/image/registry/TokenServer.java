package dev.davit.image.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/**
 * The token server of a registry, as docker's documents "Token Authentication" and "OAuth2 Token
 * Authentication" describe it: alice with the password secret gets tokens, and so does whoever has
 * the refresh token "refresh".
 */
final class TokenServer implements AutoCloseable {

  static final String ISSUER = "test-issuer";
  static final String SERVICE = "test-service";

  private final HttpServer server;
  private final PrivateKey key;
  private final String certificate;
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile long lifeSeconds = 300;

  /** A server with a key and a certificate, both in PEM. */
  TokenServer(Path keyFile, Path certificateFile) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(body(keyFile));
      key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
      certificate = body(certificateFile).replaceAll("\\s", "");
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
    server.createContext("/token", this::serve);
    server.start();
  }

  private static String body(Path pem) throws IOException {
    return Files.readString(pem).replaceAll("-----[^-]+-----", "");
  }

  String realm() {
    return "http://localhost:" + server.getAddress().getPort() + "/token";
  }

  /** How long the next tokens last. */
  void lifeSeconds(long seconds) {
    lifeSeconds = seconds;
  }

  /** Every request: method, query or form. */
  List<String> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean post = exchange.getRequestMethod().equals("POST");
      String text =
          post
              ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
              : exchange.getRequestURI().getRawQuery();
      requests.add(exchange.getRequestMethod() + " " + text);
      String who = exchange.getRequestHeaders().getFirst("Authorization");
      String alice =
          "Basic "
              + Base64.getEncoder()
                  .encodeToString("alice:secret".getBytes(StandardCharsets.US_ASCII));
      boolean known = post ? text.contains("refresh_token=refresh") : alice.equals(who);
      byte[] answer =
          (known
                  ? "{\"token\":\"%s\",\"expires_in\":%d}".formatted(token(text), lifeSeconds)
                  : "{\"details\":\"incorrect username or password\"}")
              .getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(known ? 200 : 401, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private String token(String request) throws GeneralSecurityException {
    StringBuilder access = new StringBuilder();
    for (String parameter : request.split("&")) {
      if (parameter.startsWith("scope=")) {
        String scope = URLDecoder.decode(parameter.substring(6), StandardCharsets.UTF_8);
        int first = scope.indexOf(':');
        int last = scope.lastIndexOf(':');
        access
            .append(access.length() == 0 ? "" : ",")
            .append(
                "{\"type\":\"%s\",\"name\":\"%s\",\"actions\":[\"%s\"]}"
                    .formatted(
                        scope.substring(0, first),
                        scope.substring(first + 1, last),
                        scope.substring(last + 1).replace(",", "\",\"")));
      }
    }
    long now = Instant.now().getEpochSecond();
    String head = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"" + certificate + "\"]}";
    String claims =
        "{\"iss\":\"%s\",\"sub\":\"alice\",\"aud\":\"%s\",\"exp\":%d,\"nbf\":%d,\"iat\":%d,\"jti\":\"1\",\"access\":[%s]}"
            .formatted(ISSUER, SERVICE, now + lifeSeconds, now - 10, now, access);
    String signed =
        base64(head.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + base64(signature.sign());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
