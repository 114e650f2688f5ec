package dev.davit.runtime.foreground;

import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.terminal.Terminal;
import dev.davit.linux.terminal.TerminalSettings;
import dev.davit.linux.terminal.WindowSize;
import dev.davit.runtime.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The terminal that the user sits at, connected with the terminal of a container.
 *
 * <p>While it is connected, the user's own is in raw mode, so that each key reaches the container
 * as it is, Ctrl-C too; the container's terminal makes the signal. The settings come back when this
 * is closed, and in a shutdown hook in case it never is. Output or input that is no terminal is
 * connected as it is.
 */
public final class UserTerminal implements AutoCloseable {

  private static final Fd INPUT = Fd.borrowing(0);
  private static final Fd OUTPUT = Fd.borrowing(1);

  /** What the container's terminal takes for the end of input (VEOF, termios(3)). */
  private static final int END_OF_TRANSMISSION = 4;

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final long DRAIN_MS = 2000;

  private final boolean inputIsTerminal;
  private final boolean endsLines;
  private final Optional<Fd> window;
  private final Thread hook = new Thread(this::restore, "davit-terminal-restore");
  private Optional<TerminalSettings> saved = Optional.empty();
  private Optional<Runnable> windowHandler = Optional.empty();
  private Thread output;

  private UserTerminal(boolean inputIsTerminal, boolean endsLines, Optional<Fd> window) {
    this.inputIsTerminal = inputIsTerminal;
    this.endsLines = endsLines;
    this.window = window;
  }

  /** Looks at what input and output are; changes nothing. */
  public static UserTerminal open() {
    return open(false);
  }

  /**
   * The same for a container whose lines end with a line feed alone ({@link
   * dev.davit.runtime.Stdio.Terminal#bareLines}): the user's own terminal adds the carriage return,
   * and a file or pipe gets none.
   */
  public static UserTerminal openForBareLines() {
    return open(true);
  }

  private static UserTerminal open(boolean endsLines) {
    boolean input = Terminal.isTerminal(INPUT);
    Optional<Fd> window =
        Terminal.isTerminal(OUTPUT)
            ? Optional.of(OUTPUT)
            : input ? Optional.of(INPUT) : Optional.empty();
    return new UserTerminal(input, endsLines, window);
  }

  /** The height of the window in characters, 0 if there is none. */
  public int rows() {
    return size().rows();
  }

  /** The width of the window in characters, 0 if there is none. */
  public int columns() {
    return size().columns();
  }

  private WindowSize size() {
    WindowSize unknown = new WindowSize(0, 0);
    if (window.isEmpty()) {
      return unknown;
    }
    try {
      return Terminal.windowSize(window.get());
    } catch (ErrnoException e) {
      return unknown;
    }
  }

  /**
   * Lets bytes flow, and follows the size of the window.
   *
   * @param console the container's
   * @param withInput whether the container gets our input
   */
  public void connect(Console console, boolean withInput) {
    if (withInput && inputIsTerminal) {
      raw();
    }
    // Before any input, which a program may answer by the size that it has.
    if (window.isPresent()) {
      windowHandler = Optional.of(UserSignals.on("WINCH", n -> resize(console)));
      // It may have changed since the container got its size, before the handler was there.
      resize(console);
    }
    output =
        pump(
            "davit-terminal-output",
            () -> copy(console.output(), new FileOutputStream(FileDescriptor.out)));
    if (withInput) {
      pump("davit-terminal-input", () -> input(console.input()));
    }
  }

  /** A window of no size, as that of a terminal that no person has, leaves the container's. */
  private void resize(Console console) {
    if (rows() > 0 && columns() > 0) {
      console.resize(rows(), columns());
    }
  }

  /** Waits until all that the container has printed is out. */
  public void drain() throws InterruptedException {
    output.join(DRAIN_MS);
  }

  /** Waits until the container prints nothing any more, as it has ended or is left. */
  public void awaitEnd() throws InterruptedException {
    output.join();
  }

  @Override
  public void close() {
    windowHandler.ifPresent(Runnable::run);
    windowHandler = Optional.empty();
    restore();
  }

  private synchronized void raw() {
    try {
      TerminalSettings settings = Terminal.settings(INPUT);
      Runtime.getRuntime().addShutdownHook(hook);
      saved = Optional.of(settings);
      Terminal.setSettings(INPUT, endsLines ? settings.rawInput() : settings.raw());
    } catch (ErrnoException e) {
      // It is gone, as when the user's window was closed: there is nothing to set.
      saved = Optional.empty();
    }
  }

  private synchronized void restore() {
    if (saved.isPresent()) {
      try {
        Terminal.setSettings(INPUT, saved.get());
      } catch (ErrnoException e) {
        // As above.
      }
      saved = Optional.empty();
    }
  }

  private void input(OutputStream container) throws IOException {
    copy(new FileInputStream(FileDescriptor.in), container);
    container.write(END_OF_TRANSMISSION);
    container.flush();
  }

  /** Daemon threads: one that waits for a key must not keep the command from ending. */
  private static Thread pump(String name, Transfer transfer) {
    Thread thread =
        new Thread(
            () -> {
              try {
                transfer.run();
              } catch (IOException e) {
                // One end is gone, and with it the reason to copy; the exit code tells the rest.
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      to.write(buffer, 0, n);
      to.flush();
    }
  }

  /** Copies bytes until there are no more. */
  private interface Transfer {
    void run() throws IOException;
  }
}
