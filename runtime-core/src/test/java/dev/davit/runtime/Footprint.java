package dev.davit.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What this JVM holds at one moment.
 *
 * @param descriptors how many are open
 * @param threads how many the kernel knows, but for the compiler's and the collector's
 * @param heapKib what is reachable, after a garbage collection
 * @param anonymousKib resident memory that no file backs: heap, and all that is allocated beside it
 */
record Footprint(int descriptors, int threads, long heapKib, long anonymousKib) {

  static Footprint now() throws IOException {
    return now(false);
  }

  private static Footprint now(boolean settled) throws IOException {
    java.lang.Runtime jvm = java.lang.Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    long heap = (jvm.totalMemory() - jvm.freeMemory()) >> 10;
    return new Footprint(
        Path.of("/proc/self/fd").toFile().list().length,
        (int) ownThreads(),
        heap,
        settled ? settled() : resident());
  }

  /** The collector gives memory back by a thread of its own, some time after it has collected. */
  private static long settled() throws IOException {
    long least = resident();
    for (int calm = 0; calm < 20; calm++) {
      LockSupport.parkNanos(50_000_000);
      long now = resident();
      if (now < least) {
        least = now;
        calm = 0;
      }
    }
    return least;
  }

  private static long resident() throws IOException {
    return status("RssAnon:");
  }

  /** Those of the compiler and the collector come and go as these like. */
  private static long ownThreads() {
    return Stream.of(Path.of("/proc/self/task").toFile().list())
        .flatMap(task -> comm(Path.of("/proc/self/task", task, "comm")).lines())
        .filter(name -> !name.matches("(C[12] Compiler|GC Thread|G1 ).*"))
        .count();
  }

  private static String comm(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  private static long status(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  /** The footprints in the course of a soak, at its start and after each tenth of it. */
  static final class Course {

    /** From so many turns on, memory says more about the turns than about the JVM's warming up. */
    private static final int JUDGED = 5000;

    private static final long HEAP_KIB = 1 << 10;
    private static final long ANONYMOUS_KIB = 16 << 10;

    private final String what;
    private final int count;
    private final long start = System.nanoTime();
    private final List<Footprint> prints = new ArrayList<>();

    Course(String what, int count) throws IOException {
      this.what = what;
      this.count = count;
      prints.add(now());
    }

    void after(int turns) throws IOException {
      if (turns % Math.max(1, count / 10) == 0) {
        prints.add(now(count >= JUDGED));
        if (count >= JUDGED) {
          System.out.printf(
              Locale.ROOT,
              "%s, %d of %d after %d s: %s%n",
              what,
              turns,
              count,
              (System.nanoTime() - start) / 1_000_000_000,
              prints.get(prints.size() - 1));
        }
      }
    }

    /** What has grown. */
    List<String> growth() {
      return growth(what, count, prints);
    }

    /**
     * What has grown, of footprints at the start and after each tenth. Memory is compared with that
     * after the first three tenths, when all is compiled that will be.
     */
    static List<String> growth(String what, int count, List<Footprint> prints) {
      Footprint first = prints.get(0);
      Footprint last = prints.get(prints.size() - 1);
      List<String> grown = new ArrayList<>();
      judge(grown, what + ": %d threads", first.threads, last.threads, 2);
      judge(grown, what + ": %d descriptors", first.descriptors, last.descriptors, 2);
      if (count >= JUDGED) {
        Footprint warm = prints.get(3);
        judge(grown, what + ": %d KiB of heap", warm.heapKib, last.heapKib, HEAP_KIB);
        judge(
            grown, what + ": %d KiB resident", warm.anonymousKib, last.anonymousKib, ANONYMOUS_KIB);
      }
      return grown;
    }

    private static void judge(
        List<String> grown, String what, long before, long after, long allowed) {
      if (after > before + allowed) {
        grown.add(what.formatted(before) + " became " + after);
      }
    }
  }
}
