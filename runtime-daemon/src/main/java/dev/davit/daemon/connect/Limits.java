package dev.davit.daemon.connect;

import java.time.Duration;

/**
 * What a client may use of the daemon.
 *
 * @param bodyBytes the largest body of a request
 * @param allBodiesBytes the bodies of all requests together
 * @param connections at once
 * @param idle how long a connection may be open between requests
 * @param header how long a request line and headers may take
 * @param body how long a body may take
 * @param write how long a client may read nothing of what is sent
 */
public record Limits(
    int bodyBytes,
    long allBodiesBytes,
    int connections,
    Duration idle,
    Duration header,
    Duration body,
    Duration write) {

  /** What is served by default. */
  public static final Limits DEFAULT =
      new Limits(
          4 << 20,
          128L << 20,
          12_000,
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));
}
