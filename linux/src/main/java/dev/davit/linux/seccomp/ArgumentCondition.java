package dev.davit.linux.seccomp;

/**
 * A condition on one argument of a call.
 *
 * @param index the argument, 0 to 5
 * @param comparison how the argument is compared
 * @param value what it is compared with, unsigned; for {@link Comparison#MASKED_EQUAL} the mask
 * @param masked for {@link Comparison#MASKED_EQUAL} what the masked argument must equal, else 0
 */
public record ArgumentCondition(int index, Comparison comparison, long value, long masked) {
  /** The comparisons, in the numbering of libseccomp's {@code scmp_compare}. */
  public enum Comparison {
    NOT_EQUAL(1),
    LESS(2),
    LESS_OR_EQUAL(3),
    EQUAL(4),
    GREATER_OR_EQUAL(5),
    GREATER(6),
    MASKED_EQUAL(7);

    private final int number;

    Comparison(int number) {
      this.number = number;
    }

    /** Gives the number of this comparison in {@code scmp_compare}. */
    public int number() {
      return number;
    }
  }

  public ArgumentCondition {
    if (index < 0 || index > 5) {
      throw new IllegalArgumentException("seccomp argument " + index + ": not between 0 and 5");
    }
  }
}
