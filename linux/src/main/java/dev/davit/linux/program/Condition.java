package dev.davit.linux.program;

/** How two 64-bit numbers, with sign, are compared. */
public enum Condition {
  /** Equal. */
  EQ("=="),
  /** Not equal. */
  NE("!="),
  /** Less than. */
  LT("<"),
  /** Less than or equal. */
  LE("<="),
  /** Greater than. */
  GT(">"),
  /** Greater than or equal. */
  GE(">=");

  private final String sign;

  Condition(String sign) {
    this.sign = sign;
  }

  /** Gives the operator of C. */
  public String sign() {
    return sign;
  }
}
