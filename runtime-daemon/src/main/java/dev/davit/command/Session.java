package dev.davit.command;

import dev.davit.engine.Davit;
import dev.davit.runtime.rootless.Rootless;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * One call of the command: its streams and its two roots. The engine is opened when a verb first
 * asks for it, as that loads the native libraries.
 */
final class Session implements AutoCloseable {

  static final String DEFAULT_ROOT = "/var/lib/davit";
  static final String DEFAULT_STATE = "/run/davit";

  /** Where images and writable layers are: of an ordinary user, below its home. */
  static String defaultRoot() {
    return isRootless() ? Rootless.dataRoot(System.getenv()).toString() : DEFAULT_ROOT;
  }

  /** Where run state is. */
  static String defaultState() {
    return isRootless() ? Rootless.stateRoot(System.getenv()).toString() : DEFAULT_STATE;
  }

  /** Whether an ordinary user called. */
  static boolean isRootless() {
    return Rootless.entered() || Rootless.effectiveUid() != 0;
  }

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Path root;
  private final Path state;
  private Davit davit;

  /**
   * A session; nothing is opened yet.
   *
   * @param root images and writable layers
   * @param state run state
   */
  Session(InputStream in, PrintStream out, PrintStream err, Path root, Path state) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.root = root;
    this.state = state;
  }

  /** The user's input. */
  InputStream in() {
    return in;
  }

  /** Where results go. */
  PrintStream out() {
    return out;
  }

  /** Where complaints and progress go. */
  PrintStream err() {
    return err;
  }

  /** Where images and writable layers are. */
  Path root() {
    return root;
  }

  /** Where run state is. */
  Path state() {
    return state;
  }

  /** The engine on the two roots. */
  Davit davit() {
    if (davit == null) {
      davit = Davit.at(root, state);
    }
    return davit;
  }

  /** A complaint that does not end the command. */
  void warn(String message) {
    err.println("davit: " + Table.printable(message));
  }

  @Override
  public void close() {
    if (davit != null) {
      davit.close();
    }
  }
}
