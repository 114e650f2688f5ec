package dev.davit.engine;

import dev.davit.oci.DavitException;

/**
 * Something that was asked for makes no sense: an amount that is none, a volume without a
 * destination, a capability that does not exist. Nothing has been done.
 */
public final class OptionException extends DavitException {

  private static final long serialVersionUID = 1L;

  private final String option;

  /**
   * An option that makes no sense.
   *
   * @param option its name, such as {@code --memory} or {@code volume}
   * @param problem what is wrong, the value and the cure
   */
  public OptionException(String option, String problem) {
    super(option + ": " + problem);
    this.option = option;
  }

  /** The name of the option. */
  public String option() {
    return option;
  }
}
