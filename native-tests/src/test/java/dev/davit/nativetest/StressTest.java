package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.Stdio;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Very many containers: nothing may stay of any of them. The leak check does the judging. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.RUNC})
@OnOneJava
class StressTest {

  @Test
  void startsFiveHundredInARow() throws Exception {
    RuncBundle bundle = RuncBundle.of(Ask.command("/bin/true"));
    long[] davit = new long[500];
    List<Long> runc = new ArrayList<>();
    try (EmbeddedRuns runs = EmbeddedRuns.open()) {
      int threads = Thread.activeCount();
      for (int i = 0; i < davit.length; i++) {
        ContainerRequest request = runs.request(bundle, Stdio.none());
        long start = System.nanoTime();
        assertEquals(0, runs.run(request));
        davit[i] = System.nanoTime() - start;
        if (i >= 200 && i % 15 == 0) { // among ours, so that both see the same noise
          start = System.nanoTime();
          Tool.attempt(bundle.line(), Map.of(), null, Tool.DEADLINE).expect(0);
          runc.add(System.nanoTime() - start);
        }
      }
      assertTrue(Thread.activeCount() <= threads + 2, "a thread for each container would show");
    }
    double ours = median(Arrays.copyOfRange(davit, 200, 500));
    double theirs = median(runc.stream().mapToLong(Long::longValue).toArray());
    System.out.printf(
        Locale.ROOT,
        "start to reaped of /bin/true, median: davit %.2f ms, runc run %.2f ms, ratio %.1f%n",
        ours,
        theirs,
        theirs / ours);
    assertTrue(theirs > ours, () -> "davit " + ours + " ms, runc " + theirs + " ms");
  }

  @Test
  void startsFiftyAtTheSameTime() throws Exception {
    List<RuncBundle> bundles = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      bundles.add(RuncBundle.of(Ask.sh("echo " + i + "; cat /proc/self/cgroup | wc -l")));
    }
    ExecutorService threads = Executors.newFixedThreadPool(50);
    try (EmbeddedRuns runs = EmbeddedRuns.open()) {
      List<Future<String>> outputs = new ArrayList<>();
      for (RuncBundle bundle : bundles) {
        outputs.add(threads.submit(() -> runs.output(bundle)));
      }
      for (int i = 0; i < 50; i++) {
        String output = outputs.get(i).get(Tool.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertEquals(Integer.toString(i), output.lines().findFirst().orElse(""));
      }
    } finally {
      threads.shutdownNow();
      assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void runsFiftyCommandsAtTheSameTime() {
    DavitCommand davit = SharedImages.busybox();
    List<DavitCommand.Running> all = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        all.add(
            davit.start(
                "--name",
                "many-" + i,
                SharedImages.BUSYBOX,
                "sh",
                "-c",
                "echo " + i + "; exit " + i));
      }
      for (int i = 0; i < 50; i++) {
        Tool.Result result = all.get(i).finish();
        assertEquals(i, result.exit(), result::toString);
        assertEquals(Integer.toString(i), result.line());
      }
    } finally {
      all.forEach(DavitCommand.Running::close);
    }
  }

  private static double median(long[] nanoseconds) {
    long[] sorted = nanoseconds.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2] / 1e6;
  }
}
