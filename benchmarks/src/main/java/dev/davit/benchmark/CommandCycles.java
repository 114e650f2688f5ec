package dev.davit.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a caller of an OCI command line waits for one container: {@code create}, {@code start} and
 * {@code delete --force} of {@code /bin/true}, each a process of its own, with davit-oci, runc and
 * crun in turn, so that the machine's noise falls on all of them.
 */
final class CommandCycles {

  private static final String CYCLE = "create + start + delete";
  private static final List<String> VERBS = List.of("--version", "create", "start", "delete");
  private static final int WARM_UP = 2;

  private final BenchBundle bundle;
  private final Path state;
  private final Map<String, List<String>> commands = new LinkedHashMap<>();
  private final Map<String, List<Long>> timesNs = new LinkedHashMap<>();

  /**
   * Cycles of one bundle.
   *
   * @param state where containers are recorded; in memory
   */
  CommandCycles(BenchBundle bundle, Path state) {
    this.bundle = bundle;
    this.state = state;
  }

  /** Adds a runtime, by the words that its command line begins with. */
  CommandCycles add(String name, List<String> command) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--root", state.resolve("cycles-" + name).toString()));
    commands.put(name, all);
    return this;
  }

  /** Runs them, and prints a row for each verb of each, and the ratios to the first. */
  void run(int cycles) throws IOException, InterruptedException {
    for (int i = 0; i < WARM_UP + cycles; i++) {
      for (String name : commands.keySet()) {
        cycle(name, "davit-cycle-" + ProcessHandle.current().pid() + "-" + i, i >= WARM_UP);
      }
    }
    Map<String, Double> medians = new LinkedHashMap<>();
    timesNs.forEach(
        (name, times) -> {
          Sample sample = Sample.of(name, times.stream().mapToLong(Long::longValue).toArray());
          medians.put(name, sample.medianMs());
          System.out.println(sample.row());
        });
    String first = commands.keySet().iterator().next();
    for (String name : commands.keySet()) {
      if (!name.equals(first)) {
        System.out.printf(
            Locale.ROOT,
            "%-52s %6.2f%n",
            first + " over " + name + ", " + CYCLE,
            medians.get(first + " " + CYCLE) / medians.get(name + " " + CYCLE));
      }
    }
  }

  private void cycle(String name, String id, boolean counts)
      throws IOException, InterruptedException {
    long cycle = 0;
    for (String verb : VERBS) {
      long begin = System.nanoTime();
      run(arguments(name, verb, id));
      long took = System.nanoTime() - begin;
      if (!verb.equals("--version")) {
        cycle += took;
      }
      if (counts) {
        keep(name + " " + verb, took);
      }
    }
    if (counts) {
      keep(name + " " + CYCLE, cycle);
    }
  }

  private void keep(String row, long tookNs) {
    timesNs.computeIfAbsent(row, key -> new ArrayList<>()).add(tookNs);
  }

  private List<String> arguments(String name, String verb, String id) {
    List<String> all = new ArrayList<>(commands.get(name));
    all.add(verb);
    switch (verb) {
      case "create" -> all.addAll(List.of("--bundle", bundle.directory().toString(), id));
      case "delete" -> all.addAll(List.of("--force", id));
      case "start" -> all.add(id);
      default -> {
        // it wants no more
      }
    }
    return all;
  }

  /** With streams that a container may keep. */
  private static void run(List<String> command) throws IOException, InterruptedException {
    Path nothing = Path.of("/dev/null");
    Path errors = Files.createTempFile("davit-bench", ".err");
    try {
      int code =
          new ProcessBuilder(command)
              .redirectInput(nothing.toFile())
              .redirectOutput(nothing.toFile())
              .redirectError(errors.toFile())
              .start()
              .waitFor();
      if (code != 0) {
        throw new IOException(
            String.join(" ", command) + ": exit code " + code + ": " + Files.readString(errors));
      }
    } finally {
      Files.delete(errors);
    }
  }
}
