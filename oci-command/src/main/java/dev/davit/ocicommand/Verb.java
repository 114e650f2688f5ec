package dev.davit.ocicommand;

/** One verb of the command. */
interface Verb {

  /** What it takes. */
  OptionTable options();

  /** What follows its options on the command line, for people. */
  default String arguments() {
    return "CONTAINER";
  }

  /** The exit code where it fails, and not what it ran. */
  default int failureCode() {
    return 1;
  }

  /**
   * Does it.
   *
   * @return the exit code
   */
  int run(Invocation call);

  /** Whether it makes containers, for which an ordinary user needs a user namespace around it. */
  default boolean makesContainers() {
    return false;
  }
}
