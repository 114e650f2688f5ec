package dev.davit.command;

import dev.davit.oci.DavitException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One word of the command line, such as {@code run}. */
interface Verb {

  /** Its options, parameters and help. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the exit code
   */
  int run(ParseResult options, Session session);

  /** The words of the whole command line, as they shall be read. */
  default String[] arguments(String[] words) {
    return words;
  }

  /** Whether what follows the first parameter is left alone, as it belongs to another program. */
  default boolean stopsAtFirstParameter() {
    return false;
  }

  /** What helps against a failure, or nothing. */
  default String cure(DavitException failure) {
    return "";
  }

  /** The exit code when it cannot be done. */
  default int failureCode() {
    return ExitCode.FAILURE;
  }

  /** The exit code when it was called wrongly. */
  default int usageCode() {
    return ExitCode.USAGE;
  }
}
