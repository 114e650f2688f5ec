package dev.davit.examples;

import dev.davit.engine.Davit;
import dev.davit.engine.RunningContainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A conversation: writes lines to a container's input and reads its answers as they come. */
public final class ReadOutput {

  private ReadOutput() {}

  /** Runs it, as root. */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (Davit davit = Davit.open();
        RunningContainer container =
            davit
                .rootfs(Path.of("/"))
                .command("sh", "-c", "while read line; do echo \"you said $line\"; done")
                .keepStdin()
                .start()) {
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(container.stdout(), StandardCharsets.UTF_8));
      try (PrintWriter questions =
          new PrintWriter(container.stdin(), true, StandardCharsets.UTF_8)) {
        for (String word : new String[] {"one", "two", "three"}) {
          questions.println(word);
          System.out.println(answers.readLine());
        }
      }
      System.out.println("exit code " + container.waitFor().code());
    }
  }
}
