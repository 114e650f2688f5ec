package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of the host that tests compare with, and what tests need of the host. */
public final class Tools {

  private static final long DEADLINE_SECONDS = 120;

  private Tools() {}

  /** Skips the test without root; where everything is required, fails it. */
  public static void needRoot() {
    need(Integer.valueOf(0).equals(uid()), "root");
  }

  /** Skips the test without a program; where everything is required, fails it. */
  public static void need(String program) {
    need(Files.isExecutable(Path.of("/usr/bin", program)), program);
  }

  private static void need(boolean there, String what) {
    if (!there && "required".equals(System.getProperty("davit.native"))) {
      fail("missing: " + what);
    }
    Assumptions.assumeTrue(there, "needs " + what);
  }

  private static Object uid() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      return -1;
    }
  }

  /** The files below a directory that this process has open. */
  public static List<String> openFiles(Path directory) {
    List<String> open = new ArrayList<>();
    for (File descriptor : new File("/proc/self/fd").listFiles()) {
      try {
        open.add(Files.readSymbolicLink(descriptor.toPath()).toString());
      } catch (IOException e) {
        // The descriptor of the listing itself.
      }
    }
    open.removeIf(file -> !file.startsWith(directory.toString()));
    return open;
  }

  /** Runs a program, which must succeed, and gives its output. */
  public static String run(String... command) throws IOException, InterruptedException {
    return run(Path.of("/"), command);
  }

  /** Runs a program in a directory; it must succeed. */
  public static String run(Path directory, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail(String.join(" ", command) + ": no end after " + DEADLINE_SECONDS + " s");
    }
    assertEquals(0, process.exitValue(), String.join(" ", command) + ": " + output);
    return output;
  }

  /** Runs a script of the shell, which must succeed. */
  public static String sh(Path directory, String script) throws IOException, InterruptedException {
    return run(directory, "bash", "-euc", script);
  }
}
