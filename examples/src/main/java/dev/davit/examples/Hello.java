package dev.davit.examples;

import dev.davit.engine.Davit;
import dev.davit.engine.RunningContainer;
import java.io.IOException;
import java.nio.file.Path;

/** A container in ten lines: a throw-away copy of this very machine says hello. */
public final class Hello {

  private Hello() {}

  /** Runs it, as root. */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (Davit davit = Davit.open();
        RunningContainer container =
            davit.rootfs(Path.of("/")).command("echo", "hello from", "inside").start()) {
      System.out.print(new String(container.stdout().readAllBytes()));
      System.out.println("exit code " + container.waitFor().code());
    }
  }
}
