package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.image.registry.Endpoint.Tls;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends one request and waits as long as bytes move. HTTP/1.1 only: every range of a layer then has
 * a connection, and with it a congestion window, of its own.
 */
final class Transport {

  /** Told that bytes went by. */
  static final class Pulse {
    private final AtomicLong last = new AtomicLong(System.nanoTime());

    /** Something moved. */
    void beat() {
      last.set(System.nanoTime());
    }

    long silentNs() {
      return System.nanoTime() - last.get();
    }
  }

  /**
   * An answer.
   *
   * @param body of a status of 200 to 299, else null
   * @param error the beginning of the body of another status
   */
  record Answer<T>(HttpResponse<?> response, T body, byte[] error) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /** What a client is for; reading the JDK's authorities takes long, and plain HTTP needs none. */
  private record Trust(Tls tls, boolean plain) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Trust trust && plain == trust.plain && tls.equals(trust.tls);
    }

    /** Written out, as {@link Tls#hashCode}. */
    @Override
    public int hashCode() {
      return tls.hashCode() * 2 + (plain ? 1 : 0);
    }
  }

  private record Body<T>(T body, byte[] error) {}

  private static final int MAX_ERROR_BYTES = 1 << 16;

  /**
   * The JDK shows a password to a proxy that tunnels only if told so, before its client is first
   * used (java.net.http, "System properties").
   */
  private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  /**
   * The bytes that the JDK's client reads at a time, 16 KiB unless told otherwise: each piece goes
   * through three threads (java.net.http, "System properties").
   */
  private static final String BUFFER_SIZE = "jdk.httpclient.bufsize";

  private static final int BUFFER_BYTES = 1 << 17;

  private final Patience patience;
  private final ProxyRules proxies;
  private final Map<Trust, HttpClient> clients = new ConcurrentHashMap<>();

  /** A thread for each request that is under way; none soon after the last. */
  private final ExecutorService senders =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "davit-registry");
            thread.setDaemon(true);
            return thread;
          });

  Transport(Patience patience, ProxyRules proxies) {
    this.patience = patience;
    this.proxies = proxies;
    if (proxies.authenticator().isPresent() && System.getProperty(TUNNEL_SCHEMES) == null) {
      System.setProperty(TUNNEL_SCHEMES, "");
    }
    if (System.getProperty(BUFFER_SIZE) == null) {
      System.setProperty(BUFFER_SIZE, Integer.toString(BUFFER_BYTES));
    }
  }

  Patience patience() {
    return patience;
  }

  /**
   * Sends a request.
   *
   * @param body what takes the body of a success
   * @throws IOException if there is no whole answer
   */
  <T> Answer<T> send(Tls tls, HttpRequest request, Pulse pulse, BodyHandler<T> body)
      throws IOException {
    BodyHandler<Body<T>> handler =
        info -> {
          pulse.beat();
          return info.statusCode() / 100 == 2
              ? BodySubscribers.mapping(body.apply(info), b -> new Body<>(b, new byte[0]))
              : BodySubscribers.mapping(
                  new BoundedBody(MAX_ERROR_BYTES, true), b -> new Body<>(null, b));
        };
    pulse.beat();
    // Not sendAsync: its answer comes by the common pool, where our callers may all be waiting.
    boolean plain = "http".equals(request.uri().getScheme());
    HttpClient client = clients.computeIfAbsent(new Trust(tls, plain), this::client);
    Future<HttpResponse<Body<T>>> future = senders.submit(() -> client.send(request, handler));
    HttpResponse<Body<T>> response = await(future, pulse);
    // None if a proxy refused the tunnel.
    Body<T> came = response.body() == null ? new Body<>(null, new byte[0]) : response.body();
    return new Answer<>(response, came.body(), came.error());
  }

  /**
   * Closes connections, when nobody sends any more. The client of Java before 21 has no such call:
   * it closes them when it is collected.
   */
  void close() {
    clients
        .values()
        .forEach(
            client -> {
              if (client instanceof AutoCloseable closeable) {
                close(closeable);
              }
            });
    clients.clear();
  }

  private static void close(AutoCloseable client) {
    try {
      client.close();
    } catch (Exception e) {
      throw new IllegalStateException(e); // HttpClient.close declares none
    }
  }

  private HttpClient client(Trust trust) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(patience.connect())
            .proxy(proxies);
    proxies.authenticator().ifPresent(builder::authenticator);
    if (trust.plain()) {
      builder.sslContext(Certificates.none());
    } else if (!trust.tls().equals(Tls.STRICT)) {
      builder.sslContext(Certificates.context(trust.tls()));
    }
    return builder.build();
  }

  /** Whether an address is asked without a proxy. */
  boolean isDirect(URI address) {
    return proxies.of(address).isEmpty();
  }

  /** Host and port of the proxy by which an address is asked. */
  Optional<String> proxy(URI address) {
    return proxies.of(address).map(URI::getRawAuthority).map(a -> a.replaceFirst("^.*@", ""));
  }

  private <T> T await(Future<T> future, Pulse pulse) throws IOException {
    long stallNs = patience.stall().toNanos();
    try {
      while (true) {
        try {
          return future.get(Math.max(1, stallNs - pulse.silentNs()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          if (pulse.silentNs() >= stallNs) {
            throw new IOException("no progress for " + patience.stall().toMillis() + " ms", e);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      // A request that nobody waits for any more would go on to write.
      future.cancel(true);
    }
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof ImageException ours) {
        throw ours;
      }
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }
}
