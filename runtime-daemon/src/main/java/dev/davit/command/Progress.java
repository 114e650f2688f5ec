package dev.davit.command;

import dev.davit.engine.ByteSize;
import dev.davit.image.ImportListener;
import dev.davit.linux.Fd;
import dev.davit.linux.terminal.Terminal;
import java.io.PrintStream;

/** One line on the user's terminal that says how far a load is; nothing where it is no terminal. */
final class Progress implements ImportListener, AutoCloseable {

  private static final Fd ERROR = Fd.borrowing(2);
  private static final long INTERVAL_NS = 100_000_000;

  private final PrintStream err;
  private final boolean shown;
  private long next = System.nanoTime() + INTERVAL_NS;
  private int width;

  /** Progress of one load. */
  Progress(PrintStream err) {
    this(err, Terminal.isTerminal(ERROR));
  }

  /** Progress of one load; a quiet one shows only warnings. */
  static Progress of(PrintStream err, boolean quiet) {
    return new Progress(err, !quiet && Terminal.isTerminal(ERROR));
  }

  /** For tests. */
  Progress(PrintStream err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  @Override
  public synchronized void bytesRead(String layer, long bytes) {
    if (!shown || System.nanoTime() < next) {
      return;
    }
    next = System.nanoTime() + INTERVAL_NS;
    String name = layer.startsWith("sha256:") ? layer.substring(7, 19) : layer;
    line(Table.printable(name) + "  " + ByteSize.human(bytes));
  }

  @Override
  public synchronized void warning(String message) {
    clear();
    err.println("davit: " + Table.printable(message));
  }

  /** Takes the line away. */
  synchronized void clear() {
    if (width > 0) {
      line("");
      err.print('\r');
      err.flush();
      width = 0;
    }
  }

  private void line(String text) {
    err.print('\r' + text + " ".repeat(Math.max(0, width - text.length())));
    err.flush();
    width = text.length();
  }

  @Override
  public void close() {
    clear();
  }
}
