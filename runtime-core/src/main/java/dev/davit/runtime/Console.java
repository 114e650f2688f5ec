package dev.davit.runtime;

import dev.davit.linux.Fd;
import java.io.InputStream;
import java.io.OutputStream;

/** Our side of a container's pseudoterminal: its master. */
public interface Console {

  /** The master. It stays the console's. */
  Fd master();

  /** What the container prints; ends when its last process has closed the terminal. */
  InputStream output();

  /** What the container reads as typed. */
  OutputStream input();

  /**
   * Sets the size of the window and tells the container with SIGWINCH (TIOCSWINSZ).
   *
   * @param rows the height in characters
   * @param columns the width in characters
   */
  void resize(int rows, int columns);
}
