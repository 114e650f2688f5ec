package dev.davit.daemon.stream;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What a URL of a stream leads to. Each is good once, and for a short time. */
final class Tickets {

  private static final Duration LIFE = Duration.ofMinutes(1);
  private static final int MOST = 4096;
  private static final int BYTES = 16;

  private record Ticket(Session session, long expiresAt) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Ticket> tickets = new HashMap<>();
  private final LongSupplier nanoTime;

  Tickets(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** A new one. */
  synchronized String issue(Session session) {
    long now = nanoTime.getAsLong();
    tickets.values().removeIf(t -> t.expiresAt() - now < 0);
    if (tickets.size() >= MOST) {
      throw new CriException(
          Code.RESOURCE_EXHAUSTED, "streams: " + MOST + " URLs were given and not used yet");
    }
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String token = HexFormat.of().formatHex(bytes);
    tickets.put(token, new Ticket(session, now + LIFE.toNanos()));
    return token;
  }

  /** What it leads to, if it is good still. */
  synchronized Optional<Session> redeem(String token) {
    Ticket ticket = tickets.remove(token);
    return ticket == null || ticket.expiresAt() - nanoTime.getAsLong() < 0
        ? Optional.empty()
        : Optional.of(ticket.session());
  }
}
