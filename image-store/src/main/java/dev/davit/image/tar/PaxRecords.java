package dev.davit.image.tar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Extended header records ({@code "length key=value\n"}), values kept as bytes: attribute values
 * such as {@code security.capability} are binary, and names need not be UTF-8.
 *
 * <p>POSIX pax, "pax Extended Header".
 */
final class PaxRecords {

  private static final String XATTR = "SCHILY.xattr.";
  private static final String SPARSE_MAP = "GNU.sparse.map";

  private final Map<String, String> values;

  private PaxRecords(Map<String, String> values) {
    this.values = values;
  }

  static PaxRecords none() {
    return new PaxRecords(Map.of());
  }

  /**
   * Reads the body of an extended header.
   *
   * @throws IllegalArgumentException if it does not follow the format; the message says how
   */
  static PaxRecords parse(byte[] body) {
    Map<String, String> values = new LinkedHashMap<>();
    StringBuilder oldSparse = new StringBuilder();
    int at = 0;
    while (at < body.length && body[at] != 0) {
      int end = at + recordLength(body, at);
      int key = at;
      while (body[key] != ' ') {
        key++;
      }
      key++;
      int equals = key;
      while (equals < end && body[equals] != '=') {
        equals++;
      }
      if (equals >= end - 1 || equals == key || body[end - 1] != '\n') {
        throw new IllegalArgumentException(
            "extended header: record at byte " + at + " is no key=value");
      }
      String name = new String(body, key, equals - key, StandardCharsets.ISO_8859_1);
      String value = new String(body, equals + 1, end - equals - 2, StandardCharsets.ISO_8859_1);
      // GNU sparse format 0.0 repeats two keys; joined they are format 0.1's map.
      if (name.equals("GNU.sparse.offset") || name.equals("GNU.sparse.numbytes")) {
        oldSparse.append(oldSparse.isEmpty() ? "" : ",").append(value);
      } else {
        values.put(name, value);
      }
      at = end;
    }
    if (!oldSparse.isEmpty()) {
      values.put(SPARSE_MAP, oldSparse.toString());
    }
    return new PaxRecords(values);
  }

  private static int recordLength(byte[] body, int at) {
    int length = 0;
    int i = at;
    while (i < body.length && i - at < 10 && body[i] >= '0' && body[i] <= '9') {
      length = Math.min(length * 10 + body[i] - '0', Integer.MAX_VALUE / 100);
      i++;
    }
    if (i == at
        || i == body.length
        || body[i] != ' '
        || length < i - at + 4
        || length > body.length - at) {
      throw new IllegalArgumentException("extended header: bad record length at byte " + at);
    }
    return length;
  }

  /** These records on top of others, as an entry's header overrides the global one. */
  PaxRecords over(PaxRecords below) {
    Map<String, String> merged = new HashMap<>(below.values);
    merged.putAll(values);
    return new PaxRecords(merged);
  }

  boolean has(String key) {
    return text(key).isPresent();
  }

  /** A record's value; an empty one deletes the record (POSIX). */
  Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key)).filter(v -> !v.isEmpty());
  }

  Optional<RawPath> name(String key) {
    return text(key).map(RawPath::new);
  }

  Optional<Long> number(String key) {
    return text(key).map(v -> parse(key, v));
  }

  private static long parse(String key, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "extended header: " + key + ": not a number: " + new RawPath(value));
    }
  }

  /** A time in seconds with a fraction, rounded down to the nanosecond. */
  Optional<Instant> time(String key) {
    return text(key)
        .map(
            v -> {
              try {
                if (v.length() > 40) {
                  throw new NumberFormatException();
                }
                BigInteger nanos =
                    new BigDecimal(v)
                        .movePointRight(9)
                        .setScale(0, RoundingMode.FLOOR)
                        .toBigIntegerExact();
                BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(1_000_000_000));
                return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValue());
              } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
                throw new IllegalArgumentException(
                    "extended header: " + key + ": not a time: " + new RawPath(v));
              }
            });
  }

  Map<String, byte[]> xattrs() {
    Map<String, byte[]> xattrs = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(XATTR) && key.length() > XATTR.length()) {
            byte[] name = key.substring(XATTR.length()).getBytes(StandardCharsets.ISO_8859_1);
            xattrs.put(
                new String(name, StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.ISO_8859_1));
          }
        });
    acl("SCHILY.acl.access", "system.posix_acl_access", xattrs);
    acl("SCHILY.acl.default", "system.posix_acl_default", xattrs);
    return xattrs;
  }

  /** The attribute itself decides; a list with names stays, to be read when they are known. */
  private void acl(String key, String xattr, Map<String, byte[]> xattrs) {
    Optional<String> text = text(key);
    if (text.isEmpty() || xattrs.containsKey(xattr)) {
      return;
    }
    Optional<byte[]> value = AclText.toXattr(text.get(), AclText.NONE);
    xattrs.put(
        value.isPresent() ? xattr : key,
        value.orElseGet(() -> text.get().getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** The map of GNU sparse formats 0.0 and 0.1: offsets and lengths in turn. */
  Optional<long[]> sparseMap() {
    return text(SPARSE_MAP)
        .map(v -> Arrays.stream(v.split(",", -1)).mapToLong(n -> parse(SPARSE_MAP, n)).toArray());
  }
}
