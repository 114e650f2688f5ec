package dev.davit.engine;

import java.util.Locale;

/** Which network a container sees. */
public enum Network {
  /** A network namespace of its own with nothing but a loopback interface. */
  NONE,
  /** The network of the host: no namespace. */
  HOST,
  /**
   * A network namespace of its own that reaches the outside by pasta(1), and may publish ports. For
   * ordinary users.
   */
  PASTA,
  /**
   * A network namespace of its own that reaches the outside by slirp4netns(1). For ordinary users.
   */
  SLIRP4NETNS;

  /**
   * Reads {@code none}, {@code host}, {@code pasta} or {@code slirp4netns}.
   *
   * @throws OptionException for anything else
   */
  public static Network parse(String text) {
    for (Network network : values()) {
      if (network.toString().equals(text)) {
        return network;
      }
    }
    throw new OptionException(
        "network", "\"" + text + "\": unknown: use none, host, pasta or slirp4netns");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
