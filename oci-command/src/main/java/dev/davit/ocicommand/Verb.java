package dev.davit.ocicommand;

/** One verb of the command. */
interface Verb {

  /** What it takes. */
  OptionTable options();

  /**
   * Does it.
   *
   * @return the exit code
   */
  int run(Invocation call);
}
