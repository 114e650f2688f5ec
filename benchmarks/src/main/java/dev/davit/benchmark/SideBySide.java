package dev.davit.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Measures, in one run on one machine, what it takes from a request until a container of {@code
 * /bin/true} has been reaped: the kernel alone, Davit embedded, runc and crun on the same bundle,
 * and whole {@code davit run} and {@code podman run} processes. The machine's noise falls on all of
 * them; the ratios count.
 */
public final class SideBySide {
  private static final int WARM_UP = 300;

  private final Path work;
  private final Path state;
  private final int runs;
  private final Map<String, Sample> samples = new LinkedHashMap<>();

  private SideBySide(Path work, Path state, int runs) {
    this.work = work;
    this.state = state;
    this.runs = runs;
  }

  /**
   * Runs it as root.
   *
   * @param arguments {@code [RUNS [DAVIT [DAVIT-OCI]]]}: how many runs of each, 300 by default, and
   *     the commands for the comparisons of whole processes
   */
  public static void main(String[] arguments) throws Exception {
    int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
    Path work = Files.createTempDirectory("davit-bench");
    // Run state belongs below /run, which is in memory; not everywhere, so take what surely is.
    Path memory = Path.of("/dev/shm");
    Path state = Files.isWritable(memory) ? Files.createTempDirectory(memory, "davit-bench") : work;
    try {
      SideBySide all = new SideBySide(work, state, runs);
      System.out.printf("%-52s %5s %9s %9s %9s%n", "", "runs", "median ms", "90 %", "least");
      all.startToReaped();
      if (arguments.length > 1) {
        all.wholeProcesses(Path.of(arguments[1]));
      }
      all.report();
      if (arguments.length > 2) {
        all.commandLines(arguments[2]);
      }
    } finally {
      Shell.run(List.of("rm", "-rf", work.toString(), state.toString()));
    }
  }

  private void startToReaped() throws IOException, InterruptedException {
    BenchBundle bundle = BenchBundle.create(Files.createDirectory(work.resolve("bundle")));
    Path floor = compile();
    String busybox = bundle.rootfs().resolve("bin/busybox").toString();
    program(
        "floor",
        "kernel floor: clone3, all namespaces, exec",
        List.of(floor.toString(), "-n", "" + runs, busybox, "true"));
    embedded("davit64", "davit, embedded, heap of 64 MiB", bundle, 64, 0);
    embedded("davit2g", "davit, embedded, heap of 2 GiB, 1.5 GiB touched", bundle, 2048, 1536);
    int few = Math.max(10, runs / 5);
    program("runc", "runc run", outside(floor, few, "runc", bundle));
    if (Shell.find("crun").isPresent()) {
      program("crun", "crun run", crun(floor, few, bundle));
    }
    program(
        "floor2",
        "kernel floor, once more",
        List.of(floor.toString(), "-n", "" + runs, busybox, "true"));
  }

  private void wholeProcesses(Path davit) throws IOException, InterruptedException {
    Path floor = work.resolve("floor");
    Path bundle = work.resolve("bundle");
    Path tar = work.resolve("busybox.tar");
    Shell.run(
        List.of("tar", "-C", bundle.resolve("rootfs").toString(), "-cf", tar.toString(), "."));
    String root = work.resolve("davit").toString();
    String state = this.state.resolve("davit").toString();
    Shell.run(
        List.of(
            davit.toString(),
            "import",
            "--root",
            root,
            "--state",
            state,
            tar.toString(),
            "bench:1"));
    int few = Math.max(10, runs / 10);
    program(
        "davitrun",
        "davit run --rm, whole process",
        List.of(
            floor.toString(),
            "-s",
            "" + few,
            davit.toString(),
            "run",
            "--rm",
            "--root",
            root,
            "--state",
            state,
            "--net",
            "none",
            "bench:1",
            "/bin/true"));
    if (Shell.find("podman").isEmpty()) {
      return;
    }
    List<String> podman = podman();
    Shell.run(join(podman, List.of("import", "--quiet", tar.toString(), "localhost/bench:1")));
    program(
        "podmanrun",
        "podman run --rm, whole process",
        join(
            List.of(floor.toString(), "-s", "" + few),
            podman,
            List.of(
                "run",
                "--rm",
                "--cgroups=no-conmon",
                "--ulimit",
                "nofile=1024:1024",
                "--ulimit",
                "nproc=4096:4096",
                "--network=none",
                "localhost/bench:1",
                "/bin/true")));
  }

  /** The command lines of OCI runtimes, as conmon and containerd call them. */
  private void commandLines(String davitOci) throws IOException, InterruptedException {
    System.out.println();
    CommandCycles cycles =
        new CommandCycles(new BenchBundle(work.resolve("bundle")), state)
            .add("davit-oci", List.of(davitOci))
            .add("runc", List.of("runc"));
    if (Shell.find("crun").isPresent()) {
      cycles.add("crun", withoutUnified(List.of("crun")));
    }
    cycles.run(Math.max(10, runs / 10));
  }

  private List<String> podman() {
    return List.of(
        "podman",
        "--runtime",
        Shell.find("runc").orElseThrow().toString(),
        "--root",
        work.resolve("podman").toString(),
        "--runroot",
        state.resolve("podman-run").toString(),
        "--tmpdir",
        state.resolve("podman-tmp").toString(),
        "--storage-driver",
        "overlay",
        "--cgroup-manager",
        "cgroupfs",
        "--events-backend",
        "file");
  }

  private void embedded(String key, String name, BenchBundle bundle, int heapMib, int touchedMib)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-Xms" + heapMib + "m", "-Xmx" + heapMib + "m", "-XX:+UseSerialGC"));
    if (java.lang.Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), EmbeddedStarts.class.getName()));
    command.addAll(
        List.of(
            bundle.directory().toString(),
            state.resolve("embedded").toString(),
            "" + WARM_UP,
            "" + runs,
            "" + touchedMib));
    program(key, name, command);
  }

  private List<String> outside(Path floor, int few, String runtime, BenchBundle bundle) {
    return List.of(
        floor.toString(),
        "-s",
        "" + few,
        runtime,
        "--root",
        state.resolve(runtime).toString(),
        "run",
        "--bundle",
        bundle.directory().toString(),
        "davit-bench-" + ProcessHandle.current().pid());
  }

  /** crun refuses hybrid cgroup hosts: there it runs where the unified hierarchy is not mounted. */
  private List<String> crun(Path floor, int few, BenchBundle bundle) {
    return withoutUnified(outside(floor, few, "crun", bundle));
  }

  private static List<String> withoutUnified(List<String> command) {
    String script = "umount /sys/fs/cgroup/unified 2>/dev/null || true; exec \"$@\"";
    return join(
        List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh"),
        command);
  }

  private void program(String key, String name, List<String> command)
      throws IOException, InterruptedException {
    samples.put(key, Sample.parse(name, Shell.run(command)));
    System.out.println(samples.get(key).row());
  }

  private Path compile() throws IOException, InterruptedException {
    Path source = work.resolve("floor.c");
    try (InputStream in = SideBySide.class.getResourceAsStream("/floor.c")) {
      Files.copy(in, source);
    }
    Path program = work.resolve("floor");
    Shell.run(List.of("gcc", "-O2", "-static", "-o", program.toString(), source.toString()));
    return program;
  }

  private void report() {
    System.out.println();
    ratio("davit64", "floor", "davit over the kernel floor");
    ratio("davit2g", "davit64", "davit: 2 GiB heap over 64 MiB heap");
    ratio("runc", "davit64", "runc over davit");
    ratio("runc", "davit2g", "runc over davit with 2 GiB heap");
    ratio("crun", "davit64", "crun over davit");
    ratio("podmanrun", "davitrun", "podman run over davit run, whole processes");
  }

  private void ratio(String of, String to, String name) {
    Optional.ofNullable(samples.get(of))
        .filter(s -> samples.containsKey(to))
        .ifPresent(
            s ->
                System.out.printf(
                    Locale.ROOT, "%-52s %6.2f%n", name, s.medianMs() / samples.get(to).medianMs()));
  }

  @SafeVarargs
  private static List<String> join(List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    return all;
  }
}
