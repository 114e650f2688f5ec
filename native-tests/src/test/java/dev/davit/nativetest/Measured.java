package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Measurements that whoever else is busy on the machine disturbs. One that is not as expected is
 * made again, five times in all: a limit that is missing is missing each time, a disturbance is
 * not.
 */
final class Measured {
  private static final int TIMES = 5;

  /** Takes its time, and gives a figure in the caller's unit. */
  interface Measurement {
    double make() throws Exception;
  }

  private Measured() {}

  /** Fails unless one of the measurements lies within the bounds. */
  static void assertBetween(double low, double high, Measurement measurement) throws Exception {
    double value = measurement.make();
    for (int i = 1; i < TIMES && !(low <= value && value <= high); i++) {
      value = measurement.make();
    }
    double last = value;
    assertTrue(low <= last && last <= high, () -> last + " is not in " + low + ".." + high);
  }

  /** Fails unless one of the measurements is above the bound. */
  static void assertAbove(double bound, Measurement measurement) throws Exception {
    assertBetween(Math.nextUp(bound), Double.MAX_VALUE, measurement);
  }
}
