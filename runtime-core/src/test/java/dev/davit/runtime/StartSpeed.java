package dev.davit.runtime;

import dev.davit.oci.runtime.Spec;
import java.util.Arrays;

/** Measures how long a container takes from start to reaped, in a warm JVM: {@code [count]}. */
public final class StartSpeed {

  private StartSpeed() {}

  /** Prints the medians in microseconds. */
  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    try (Sandbox sandbox = Sandbox.open()) {
      Spec spec = Specs.runc("/bin/busybox", "true");
      for (int round = 0; round < 6; round++) {
        long[] start = new long[count];
        long[] reaped = new long[count];
        long[] deleted = new long[count];
        for (int i = 0; i < count; i++) {
          long t0 = System.nanoTime();
          Container container =
              sandbox.runtime().start(sandbox.request(spec).withStdio(Stdio.none()));
          start[i] = System.nanoTime() - t0;
          container.waitFor();
          reaped[i] = System.nanoTime() - t0;
          container.delete();
          deleted[i] = System.nanoTime() - t0;
        }
        System.out.printf(
            "started %d, reaped %d, deleted %d µs%n",
            median(start), median(reaped), median(deleted));
      }
    }
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2] / 1000;
  }
}
