package dev.davit.command;

/**
 * A verb that ends with the exit code of a program: what it cannot do itself has a code of its own.
 */
interface ProgramVerb extends Verb {

  @Override
  default int failureCode() {
    return ExitCode.RUNTIME;
  }

  @Override
  default int usageCode() {
    return ExitCode.RUNTIME;
  }
}
