package dev.davit.linux.terminal;

/**
 * The size of a terminal's window.
 *
 * @param rows lines of text, 0 to 65535
 * @param columns characters per line, 0 to 65535
 */
public record WindowSize(int rows, int columns) {
  private static final int MAX = 0xffff;

  /** Refuses what does not fit into struct winsize. */
  public WindowSize {
    if (rows < 0 || rows > MAX || columns < 0 || columns > MAX) {
      throw new IllegalArgumentException(
          rows + "x" + columns + ": no window size: each is 0 to " + MAX);
    }
  }
}
