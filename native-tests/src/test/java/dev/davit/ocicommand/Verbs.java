package dev.davit.ocicommand;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;

/** Gives tests the verbs of {@code davit-oci} in their own process. */
public final class Verbs {
  private Verbs() {}

  /** Runs a command line and gives its exit code. */
  public static int run(String... words) {
    return Main.run(List.of(words), System.out, System.err);
  }

  /** The same, and what it prints is dropped. */
  public static int quietly(String... words) {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return Main.run(List.of(words), nowhere, nowhere);
  }
}
