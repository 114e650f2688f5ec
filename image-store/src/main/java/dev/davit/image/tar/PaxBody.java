package dev.davit.image.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The body of an extended header under construction; what {@link PaxRecords} reads. */
final class PaxBody {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  boolean isEmpty() {
    return out.size() == 0;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  void add(String key, long value) {
    add(key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
  }

  void add(String key, RawPath value) {
    add(key, value.bytes());
  }

  /** Seconds with as many digits of the fraction as are not zero. */
  void add(String key, Instant time) {
    long seconds = time.getEpochSecond();
    int nanos = time.getNano();
    boolean negative = seconds < 0;
    if (negative && nanos > 0) {
      // -1.25 s is second -2 and 750,000,000 ns; POSIX wants the decimal number.
      seconds++;
      nanos = 1_000_000_000 - nanos;
    }
    StringBuilder text = new StringBuilder(negative ? "-" : "").append(Math.abs(seconds));
    if (nanos > 0) {
      text.append('.').append(String.format("%09d", nanos).replaceFirst("0+$", ""));
    }
    add(key, text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** Adds a record; its length counts its own digits. */
  void add(String key, byte[] value) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    int rest = name.length + value.length + 3;
    int length = rest + 1;
    while (Integer.toString(length).length() + rest != length) {
      length++;
    }
    out.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
    out.write(' ');
    out.writeBytes(name);
    out.write('=');
    out.writeBytes(value);
    out.write('\n');
  }
}
