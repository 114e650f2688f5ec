package dev.davit.command;

import dev.davit.linux.Signal;
import dev.davit.runtime.Console;
import java.util.List;

/** What runs in front of its user: a container, or one more process in a container. */
interface Task extends AutoCloseable {

  /** What it is called. */
  String name();

  /** What could not be done as asked, and was no reason not to start it. */
  List<String> warnings();

  /** Its terminal, if it was given one. */
  Console console();

  /** Sends it a signal; does nothing if it has ended. */
  void kill(Signal signal);

  /**
   * Waits for its end.
   *
   * @return its exit code
   */
  int await() throws InterruptedException;

  @Override
  void close();
}
