package dev.davit.runtime.plan;

/**
 * How a container starts: everything that the host side and the generated program do, in their
 * order.
 */
public final class StartPlan {

  private final String text;

  StartPlan(String text) {
    this.text = text;
  }

  /** The steps as comment lines, each with its system calls in strace notation. */
  public String print() {
    return text;
  }

  @Override
  public String toString() {
    return print();
  }
}
