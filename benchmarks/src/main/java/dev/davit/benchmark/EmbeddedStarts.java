package dev.davit.benchmark;

import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import java.lang.ref.Reference;
import java.nio.file.Path;

/**
 * Starts the containers of a bundle one after the other in this JVM and prints the nanoseconds of
 * each from the request until it is reaped and removed. A main of its own, so that {@link
 * SideBySide} can run it with heaps of different sizes.
 */
public final class EmbeddedStarts {
  private EmbeddedStarts() {}

  /**
   * Runs it.
   *
   * @param arguments the bundle, the state root, how many runs to warm up, how many to measure, and
   *     how many MiB of the heap to fill first
   */
  public static void main(String[] arguments) throws Exception {
    BenchBundle bundle = new BenchBundle(Path.of(arguments[0]));
    int warmUp = Integer.parseInt(arguments[2]);
    int runs = Integer.parseInt(arguments[3]);
    byte[][] ballast = ballast(Integer.parseInt(arguments[4]));
    Spec spec = bundle.spec();
    RootSource root = new RootSource.Directory(bundle.rootfs());
    StringBuilder lines = new StringBuilder();
    try (Runtime runtime = Runtime.open(Path.of(arguments[1]))) {
      for (int i = 0; i < warmUp + runs; i++) {
        ContainerId id = new ContainerId("bench-" + ProcessHandle.current().pid() + "-" + i);
        long start = System.nanoTime();
        Container container = runtime.start(ContainerRequest.of(id, spec, root, Stdio.none()));
        int code = container.waitFor().code();
        container.delete();
        long end = System.nanoTime();
        if (code != 0) {
          throw new IllegalStateException("the container ended with code " + code);
        }
        if (i >= warmUp) {
          lines.append(end - start).append('\n');
        }
      }
    }
    System.out.print(lines);
    Reference.reachabilityFence(ballast);
  }

  /** Fills the heap page by page, so that its pages are really there. */
  private static byte[][] ballast(int mib) {
    byte[][] blocks = new byte[mib][];
    for (int i = 0; i < mib; i++) {
      blocks[i] = new byte[1 << 20];
      for (int at = 0; at < blocks[i].length; at += 4096) {
        blocks[i][at] = 1;
      }
    }
    return blocks;
  }
}
