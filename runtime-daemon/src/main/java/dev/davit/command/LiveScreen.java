package dev.davit.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A terminal whose text is replaced again and again. */
final class LiveScreen {

  /** Control sequences of every terminal since the VT100: cursor home, erase what is below. */
  private static final String HOME = "\u001b[H";

  private static final String ERASE_LINE = "\u001b[K";
  private static final String ERASE_BELOW = "\u001b[J";

  private LiveScreen() {}

  /** Shows what is printed in place of what was shown before. */
  static void show(Consumer<PrintStream> printed, PrintStream out) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    printed.accept(new PrintStream(text, true, StandardCharsets.UTF_8));
    String lines = text.toString(StandardCharsets.UTF_8);
    out.print(HOME + lines.replace("\n", ERASE_LINE + "\n") + ERASE_BELOW);
    out.flush();
  }
}
