package dev.davit.examples;

import dev.davit.engine.CapturedRun;
import dev.davit.engine.Davit;
import java.nio.file.Path;
import java.time.Duration;

/** A job with limits: it may use 64 MiB and half a processor, and wants more memory. */
public final class LimitedJob {

  private LimitedJob() {}

  /** Runs it, as root. */
  public static void main(String[] args) throws InterruptedException {
    try (Davit davit = Davit.open()) {
      // tail keeps the last line in memory, and a line of zeros has no end.
      CapturedRun run =
          davit
              .rootfs(Path.of("/"))
              .command("sh", "-c", "echo working; tail /dev/zero")
              .memory("64m")
              .cpus(0.5)
              .pids(20)
              .run();
      Duration used = run.exit().userTime().plus(run.exit().systemTime());
      System.out.print(run.stdout());
      System.out.println(
          (run.exit().oomKilled() ? "out of memory" : "ended")
              + ", exit code "
              + run.code()
              + (used.isZero() ? "" : ", used processor time"));
    }
  }
}
