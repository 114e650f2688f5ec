package dev.davit.runtime;

import dev.davit.oci.runtime.Spec;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/** Measures how long a container takes from start to reaped, in a warm JVM: {@code [count]}. */
public final class StartSpeed {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private StartSpeed() {}

  /** Prints the medians in microseconds. */
  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    try (Sandbox sandbox = Sandbox.open()) {
      Spec spec = Specs.runc("/bin/busybox", "true");
      for (int round = 0; round < Integer.getInteger("rounds", 6); round++) {
        long[] start = new long[count];
        long[] reaped = new long[count];
        long[] deleted = new long[count];
        long[] cpu = new long[count];
        for (int i = 0; i < count; i++) {
          long cpu0 = THREADS.getCurrentThreadCpuTime();
          long t0 = System.nanoTime();
          Container container =
              sandbox.runtime().start(sandbox.request(spec).withStdio(Stdio.none()));
          start[i] = System.nanoTime() - t0;
          container.waitFor();
          reaped[i] = System.nanoTime() - t0;
          container.delete();
          deleted[i] = System.nanoTime() - t0;
          cpu[i] = THREADS.getCurrentThreadCpuTime() - cpu0;
        }
        System.out.printf(
            "median: started %d, reaped %d, deleted %d µs, thread %d µs; best tenth: %d, %d, %d, %d%n",
            part(start, 2),
            part(reaped, 2),
            part(deleted, 2),
            part(cpu, 2),
            part(start, 10),
            part(reaped, 10),
            part(deleted, 10),
            part(cpu, 10));
      }
    }
  }

  private static long part(long[] values, int divisor) {
    Arrays.sort(values);
    return values[values.length / divisor] / 1000;
  }
}
