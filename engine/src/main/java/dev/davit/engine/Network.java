package dev.davit.engine;

/** Which network a container sees. */
public enum Network {
  /** A network namespace of its own with nothing but a loopback interface. */
  NONE,
  /** The network of the host: no namespace. */
  HOST;

  /**
   * Reads {@code none} or {@code host}.
   *
   * @throws OptionException for anything else
   */
  public static Network parse(String text) {
    return switch (text) {
      case "none" -> NONE;
      case "host" -> HOST;
      default ->
          throw new OptionException("network", "\"" + text + "\": unknown: use none or host");
    };
  }

  @Override
  public String toString() {
    return this == NONE ? "none" : "host";
  }
}
