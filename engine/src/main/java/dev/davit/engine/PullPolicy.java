package dev.davit.engine;

import java.util.Locale;

/** When an image is pulled from its registry before a container starts; Kubernetes' three. */
public enum PullPolicy {
  /** Whether the store has it or not; without the registry, no container starts. */
  ALWAYS,
  /** If the store does not have it: {@code IfNotPresent}. */
  MISSING,
  /** Not at all. */
  NEVER;

  /**
   * Reads one: {@code always}, {@code missing} or {@code never}.
   *
   * @throws OptionException if it is something else
   */
  public static PullPolicy parse(String text) {
    for (PullPolicy policy : values()) {
      if (policy.toString().equals(text)) {
        return policy;
      }
    }
    throw new OptionException(
        "pull", "\"" + text + "\": unknown policy: use always, missing or never");
  }

  /** In lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
