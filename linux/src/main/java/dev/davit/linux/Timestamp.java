package dev.davit.linux;

import java.time.Instant;

/**
 * A point in time as struct timespec has it.
 *
 * @param seconds since 1970, below zero before it
 * @param nanos 0 to 999999999, or one of the two marks of utimensat(2)
 */
public record Timestamp(long seconds, int nanos) {
  private static final int UTIME_NOW = (1 << 30) - 1;
  private static final int UTIME_OMIT = (1 << 30) - 2;

  /** For utimensat(2): the time of the call. */
  public static final Timestamp NOW = new Timestamp(0, UTIME_NOW);

  /** For utimensat(2): leave this time as it is. */
  public static final Timestamp OMIT = new Timestamp(0, UTIME_OMIT);

  /** Refuses nanoseconds that utimensat(2) would refuse. */
  public Timestamp {
    boolean mark = nanos == UTIME_NOW || nanos == UTIME_OMIT;
    if (nanos < 0 || (nanos > 999_999_999 && !mark)) {
      throw new IllegalArgumentException(nanos + " ns: not within a second");
    }
  }

  /** The same point in time. */
  public static Timestamp of(Instant instant) {
    return new Timestamp(instant.getEpochSecond(), instant.getNano());
  }

  /** The same point in time; the marks of utimensat(2) have none. */
  public Instant instant() {
    return Instant.ofEpochSecond(seconds, nanos);
  }

  @Override
  public String toString() {
    if (nanos == UTIME_NOW) {
      return "UTIME_NOW";
    }
    return nanos == UTIME_OMIT ? "UTIME_OMIT" : "{tv_sec=" + seconds + ", tv_nsec=" + nanos + "}";
  }
}
