package dev.davit.runtime.criu;

/** criu could not do what it was asked to; what it wrote into its log says more. */
public final class CriuFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** A failure with what is known of it; empty if that is nothing. */
  CriuFailure(String message) {
    super(message, null, false, false);
  }
}
