package dev.davit.engine;

import java.util.List;

/**
 * A file system in memory, mounted in the container and gone with it.
 *
 * @param destination in the container, absolute
 * @param options of tmpfs(5) and mount(8), such as {@code size=64m} or {@code noexec}
 */
public record Tmpfs(String destination, List<String> options) {

  /**
   * Copies the list.
   *
   * @throws OptionException if the destination is not absolute
   */
  public Tmpfs {
    options = List.copyOf(options);
    if (!destination.startsWith("/") || destination.equals("/")) {
      throw new OptionException(
          "tmpfs",
          "destination \"" + destination + "\": not an absolute path below / in the container");
    }
  }

  /**
   * Reads {@code DST[:OPTION[,OPTION…]]}.
   *
   * @throws OptionException if it is not of that form
   */
  public static Tmpfs parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new Tmpfs(text, List.of());
    }
    String options = text.substring(colon + 1);
    return new Tmpfs(
        text.substring(0, colon), options.isEmpty() ? List.of() : List.of(options.split(",")));
  }
}
