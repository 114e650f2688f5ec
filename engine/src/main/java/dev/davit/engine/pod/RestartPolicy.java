package dev.davit.engine.pod;

/**
 * Whether a container is started again that has ended, as docker and podman name it.
 *
 * @param when after which ends
 * @param maxRestarts of {@code ON_FAILURE}: how many restarts at most; 0 for any number
 */
public record RestartPolicy(When when, int maxRestarts) {

  /** After which ends. */
  public enum When {
    /** Never. */
    NO("no"),
    /** After an exit code other than 0. */
    ON_FAILURE("on-failure"),
    /** After each; when the daemon starts, one too that was stopped on purpose. */
    ALWAYS("always"),
    /** After each, unless it was stopped on purpose. */
    UNLESS_STOPPED("unless-stopped");

    private final String word;

    When(String word) {
      this.word = word;
    }
  }

  /** Never. */
  public static final RestartPolicy NONE = new RestartPolicy(When.NO, 0);

  /**
   * Reads {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure[:N]}.
   *
   * @throws IllegalArgumentException for anything else, with what there is
   */
  public static RestartPolicy parse(String text) {
    for (When when : When.values()) {
      if (text.equals(when.word)) {
        return new RestartPolicy(when, 0);
      }
    }
    if (text.matches("on-failure:[1-9][0-9]{0,8}")) {
      return new RestartPolicy(
          When.ON_FAILURE, Integer.parseInt(text.substring(text.indexOf(':') + 1)));
    }
    throw new IllegalArgumentException(
        "\"" + text + "\": unknown: use no, on-failure, on-failure:N, always or unless-stopped");
  }

  /**
   * Whether one that has ended is started again.
   *
   * @param exitCode how it ended
   * @param stopped whether somebody wanted it to end
   * @param restarts how often it was started again in a row
   * @param beginning whether the daemon has just been started
   */
  public boolean wants(int exitCode, boolean stopped, int restarts, boolean beginning) {
    return switch (when) {
      case NO -> false;
      case ON_FAILURE -> exitCode != 0 && !stopped && (maxRestarts == 0 || restarts < maxRestarts);
      case ALWAYS -> !stopped || beginning;
      case UNLESS_STOPPED -> !stopped;
    };
  }
}
