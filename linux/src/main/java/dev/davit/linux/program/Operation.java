package dev.davit.linux.program;

/** What {@link Instruction.Compute} does with two 64-bit numbers. */
public enum Operation {
  /** The sum. */
  ADD("+"),
  /** The difference. */
  SUBTRACT("-"),
  /** The bits that both have. */
  AND("&"),
  /** The bits that either has. */
  OR("|");

  private final String sign;

  Operation(String sign) {
    this.sign = sign;
  }

  /** Gives the operator of C. */
  public String sign() {
    return sign;
  }
}
