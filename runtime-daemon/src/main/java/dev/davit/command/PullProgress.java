package dev.davit.command;

import dev.davit.engine.ByteSize;
import dev.davit.image.registry.PullListener;
import dev.davit.linux.Fd;
import dev.davit.linux.terminal.Terminal;
import dev.davit.oci.image.Digest;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A bar for each layer on the user's terminal while an image is pulled; where it is none, only what
 * went wrong. Counts for the line at the end.
 */
final class PullProgress implements PullListener, AutoCloseable {

  private static final Fd ERROR = Fd.borrowing(2);
  private static final long INTERVAL_NS = 100_000_000;
  private static final int MOST_LINES = 8;
  private static final int BAR = 30;

  /** A layer on its way. */
  private static final class Layer {
    private final long size;
    private final boolean present;
    private long come;
    private boolean done;

    Layer(long size, boolean present) {
      this.size = size;
      this.present = present;
      this.done = present;
    }
  }

  private final PrintStream err;
  private final boolean shown;
  private final long startNs = System.nanoTime();
  private final Map<Digest, Layer> layers = new LinkedHashMap<>();
  private long next = startNs + INTERVAL_NS;
  private int drawn;

  PullProgress(PrintStream err) {
    this(err, Terminal.isTerminal(ERROR));
  }

  /** Progress of one pull; a quiet one shows only what went wrong. */
  static PullProgress of(PrintStream err, boolean quiet) {
    return new PullProgress(err, !quiet && Terminal.isTerminal(ERROR));
  }

  /** For tests. */
  PullProgress(PrintStream err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  @Override
  public synchronized void layer(Digest blob, long bytes, boolean present) {
    layers.putIfAbsent(blob, new Layer(bytes, present));
  }

  @Override
  public synchronized void downloaded(Digest blob, long bytes, long of) {
    Layer layer = layers.get(blob);
    if (layer != null) {
      layer.come = Math.max(layer.come, bytes);
      draw();
    }
  }

  @Override
  public synchronized void finished(Digest blob) {
    Layer layer = layers.get(blob);
    if (layer != null) {
      layer.done = true;
      draw();
    }
  }

  @Override
  public synchronized void waiting(Digest blob) {
    say("layer " + blob.shortHex() + ": somebody else downloads it: waiting");
  }

  @Override
  public synchronized void retrying(String what, String why, Duration wait) {
    say(Registries.retry(what, why, wait.toMillis()));
  }

  @Override
  public synchronized void warning(String message) {
    say(message);
  }

  private void say(String message) {
    clear();
    err.println("davit: " + Table.printable(message));
  }

  private void draw() {
    if (!shown || System.nanoTime() < next) {
      return;
    }
    next = System.nanoTime() + INTERVAL_NS;
    List<String> lines = new ArrayList<>();
    int open = 0;
    for (Map.Entry<Digest, Layer> entry : layers.entrySet()) {
      if (!entry.getValue().done && ++open <= MOST_LINES) {
        lines.add(bar(entry.getKey(), entry.getValue()));
      }
    }
    if (open > MOST_LINES) {
      lines.add("and " + (open - MOST_LINES) + " more layers");
    }
    clear();
    lines.forEach(line -> err.print(line + "\n"));
    err.flush();
    drawn = lines.size();
  }

  private static String bar(Digest blob, Layer layer) {
    int full = layer.size == 0 ? BAR : (int) (BAR * layer.come / layer.size);
    String rest = layer.come >= layer.size ? "unpacking" : ByteSize.human(layer.come);
    return blob.shortHex()
        + " ["
        + "=".repeat(full)
        + " ".repeat(BAR - full)
        + "] "
        + rest
        + " / "
        + ByteSize.human(layer.size);
  }

  /** Takes the bars away. */
  synchronized void clear() {
    if (drawn > 0) {
      err.print("\033[" + drawn + "A\r\033[J");
      err.flush();
      drawn = 0;
    }
  }

  /** Bytes that came over the network. */
  synchronized long downloadedBytes() {
    return layers.values().stream().mapToLong(layer -> layer.come).sum();
  }

  /** Layers that came. */
  synchronized long downloadedLayers() {
    return layers.values().stream().filter(layer -> !layer.present).count();
  }

  /** All that happened, in half a line. */
  synchronized String summary() {
    return String.format(
        Locale.ROOT,
        "%d of %d layers downloaded, %s in %.1f s",
        downloadedLayers(),
        layers.size(),
        ByteSize.human(downloadedBytes()),
        (System.nanoTime() - startNs) / 1e9);
  }

  @Override
  public void close() {
    clear();
  }
}
