package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.image.registry.Transport.Answer;
import dev.davit.image.registry.Transport.Pulse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;

/**
 * Asks one host: shows who is asking, follows where it points, and asks again after a failure that
 * may pass.
 */
final class HostClient {

  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

  /**
   * A request. Method and body are asked for anew for every attempt, so that a download can go on
   * where it was cut.
   *
   * @param what in words, for messages
   * @param scope that a token must have
   * @param method sets method and headers
   * @param body takes the body of a success
   * @param pulse told when bytes move
   * @param progress a number that changes when an attempt was worth something; the patience for
   *     failures begins anew then
   */
  record Ask<T>(
      String what,
      String scope,
      UnaryOperator<HttpRequest.Builder> method,
      BodyHandler<T> body,
      Pulse pulse,
      LongSupplier progress) {

    /** A request whose answer fits into memory. */
    static Ask<byte[]> small(
        String what, String scope, UnaryOperator<HttpRequest.Builder> method, int limitBytes) {
      return new Ask<>(
          what, scope, method, info -> new BoundedBody(limitBytes, false), new Pulse(), () -> 0);
    }
  }

  private final Transport transport;
  private final RetryListener listener;
  private final int attempts;
  private volatile Endpoint endpoint;
  private volatile Authorizer authorizer;

  /** Whether it ever answered; one that never did is more likely misspelt than just starting. */
  private volatile boolean reached;

  private boolean looked;
  private final Supplier<Optional<Credentials>> credentials;

  HostClient(
      Transport transport,
      Endpoint endpoint,
      Supplier<Optional<Credentials>> credentials,
      int attempts,
      RetryListener listener) {
    this.attempts = attempts;
    this.transport = transport;
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.listener = listener;
    this.authorizer = new Authorizer(transport, endpoint, credentials);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Patience patience() {
    return transport.patience();
  }

  /** Asks for something below {@code /v2/}; any answer that is not a passing failure is one. */
  <T> Answer<T> ask(String path, Ask<T> ask) {
    return ask(() -> endpoint.at(path), ask);
  }

  /** Asks for an address that this host gave. */
  <T> Answer<T> ask(URI uri, Ask<T> ask) {
    return ask(() -> uri, ask);
  }

  /** The same, but what fails is not asked for again. */
  <T> Answer<T> askOnce(URI uri, Ask<T> ask) {
    return ask(() -> uri, ask, 1);
  }

  private <T> Answer<T> ask(Supplier<URI> uri, Ask<T> ask) {
    return ask(uri, ask, attempts);
  }

  private <T> Answer<T> ask(Supplier<URI> uri, Ask<T> ask, int most) {
    long before = ask.progress().getAsLong();
    for (int attempt = 1; ; attempt++) {
      Duration wait = patience().delay(attempt);
      String why;
      Throwable cause = null;
      int status = 0;
      try {
        Answer<T> answer = authorized(uri, ask);
        reached = true;
        if (!PASSING.contains(answer.status())) {
          return answer;
        }
        status = answer.status();
        why = ErrorBody.text(status, answer.error());
        wait = retryAfter(answer).map(patience()::limited).orElse(wait);
      } catch (InterruptedIOException e) {
        throw failure(ask.what(), e.getMessage(), 0, e);
      } catch (IOException e) {
        why =
            Unreachable.reason(e)
                + transport
                    .proxy(uri.get())
                    .map(proxy -> " (by the proxy " + proxy + ")")
                    .orElse("");
        cause = e;
        if (Unreachable.isFinal(e) || !reached && Unreachable.isForWantOfConnection(e)) {
          throw failure(ask.what(), why, 0, e);
        }
      }
      long now = ask.progress().getAsLong();
      attempt = now == before ? attempt : 1;
      before = now;
      if (attempt >= most) {
        throw failure(ask.what(), why, status, cause);
      }
      retry(endpoint.name() + ": " + ask.what(), why, wait);
    }
  }

  private ImageException.Registry failure(String what, String why, int status, Throwable cause) {
    return new ImageException.Registry(endpoint.name() + ": " + what + ": " + why, status, cause);
  }

  /** Tells, and waits. */
  void retry(String what, String why, Duration wait) {
    listener.retrying(what, why, wait);
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(what, "interrupted", 0, e);
    }
  }

  private static Optional<Duration> retryAfter(Answer<?> answer) {
    String value = answer.header("Retry-After").strip();
    if (value.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(Instant.now(), then);
      return Optional.of(left.isNegative() ? Duration.ZERO : left);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Once more after a challenge, and once more when a token has run out meanwhile. */
  private <T> Answer<T> authorized(Supplier<URI> uri, Ask<T> ask) throws IOException {
    look();
    for (int challenges = 0; ; challenges++) {
      Optional<String> header = authorizer.header(ask.scope());
      Answer<T> answer = followed(uri, ask, header);
      if (answer.status() != 401
          || challenges == 2
          || !authorizer.learn(
              Challenge.parse(answer.response().headers().allValues("WWW-Authenticate")),
              ask.scope(),
              header)) {
        return answer;
      }
    }
  }

  private <T> Answer<T> followed(Supplier<URI> first, Ask<T> ask, Optional<String> header)
      throws IOException {
    Endpoint used = endpoint;
    URI at = first.get();
    for (int redirects = 0; ; redirects++) {
      boolean ours = at.getRawAuthority().equals(first.get().getRawAuthority());
      HttpRequest.Builder request = ask.method().apply(HttpRequest.newBuilder(at));
      if (ours) {
        // Never to another host: what the registry points to has its own signature in the address.
        header.ifPresent(value -> request.setHeader("Authorization", value));
      }
      Answer<T> answer;
      try {
        answer = transport.send(endpoint.tls(), request.build(), ask.pulse(), ask.body());
      } catch (SSLException e) {
        if (!used.guessed() || redirects > 0 || Unreachable.isDistrusted(e)) {
          throw e;
        }
        goPlain();
        used = endpoint;
        at = first.get();
        redirects--;
        continue;
      }
      int status = answer.status();
      String location = answer.header("Location");
      boolean redirect = status >= 301 && status <= 308 && status != 304 && !location.isEmpty();
      if (!redirect) {
        return answer;
      }
      if (redirects == MAX_REDIRECTS) {
        throw new IOException("more than " + MAX_REDIRECTS + " redirects");
      }
      URI next = at.resolve(location);
      if (at.getScheme().equals("https")
          && !"https".equals(next.getScheme())
          && endpoint.tls().verify()) {
        throw new IOException("redirected from TLS to plain HTTP, which is refused: " + next);
      }
      at = next;
    }
  }

  /** Whether the scheme is right, if it was guessed; a failing handshake says it too, but later. */
  private synchronized void look() {
    if (!looked && endpoint.guessed() && transport.isDirect(endpoint.base())) {
      if (TlsProbe.isPlain(endpoint.base(), patience().connect())) {
        goPlain();
      }
    }
    looked = true;
  }

  /** The host speaks no TLS. */
  private synchronized void goPlain() {
    if (endpoint.guessed()) {
      endpoint = endpoint.plain();
      authorizer = new Authorizer(transport, endpoint, credentials);
    }
  }
}
