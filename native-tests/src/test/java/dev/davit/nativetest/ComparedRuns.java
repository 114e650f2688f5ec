package dev.davit.nativetest;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.Container;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Runtime;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One bundle that peers and we run in turn: its configuration is generated for each run. Each run
 * finds the root filesystem as the one before has found it.
 */
final class ComparedRuns implements AutoCloseable {

  private static final List<String> JOINED = List.of("network", "ipc", "uts", "cgroup");

  /** Every so many configurations are run by the command, and the others by the library. */
  private static final int BY_COMMAND = 6;

  private final Path directory = Workspace.directory("comparison");
  private final Path rootfs = BusyboxRootfs.create(directory.resolve("rootfs"));
  private final Path source = directory.resolve("source");
  private final OciCommand command = OciCommand.fresh();
  private final Runtime runtime = Runtime.open(directory.resolve("state"));
  private final Map<String, String> paths = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Process holder;
  private final String base;
  private int failed;

  private ComparedRuns() throws IOException {
    for (String name : List.of("proc", "sys", "dev", "bind1", "bind2", "bind3")) {
      Files.createDirectories(rootfs.resolve(name));
    }
    for (int i = 1; i <= 3; i++) {
      Files.createDirectories(rootfs.resolve("mnt" + i));
      Files.createFile(rootfs.resolve("file" + i));
    }
    Files.createDirectories(rootfs.resolve("hooks"));
    Files.createDirectories(source.resolve("directory/below"));
    Files.writeString(source.resolve("file"), "content\n");
    Tool.run("chmod", "777", Files.createDirectory(source.resolve("open")).toString());
    Tool.run("chmod", "777", rootfs.toString());
    Tool.run("runc", "spec", "--bundle", directory.toString());
    base = Files.readString(directory.resolve("config.json"));
    holder =
        new ProcessBuilder("unshare", "--net", "--ipc", "--uts", "--cgroup", "sleep", "10000")
            .start();
  }

  static ComparedRuns prepare() throws Exception {
    ComparedRuns runs = new ComparedRuns();
    runs.awaitNamespaces();
    return runs;
  }

  private void awaitNamespaces() throws Exception {
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (!Inside.commOf(holder.pid()).equals("sleep") && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    long self = ProcessHandle.current().pid();
    for (String type : JOINED) {
      String kind = type.equals("network") ? "net" : type;
      paths.put(type, "/proc/" + holder.pid() + "/ns/" + kind);
      names.put(Inside.namespace(holder.pid(), kind), "joined");
    }
    for (String kind : List.of("net", "ipc", "uts", "cgroup", "pid", "mnt", "user")) {
      names.put(Inside.namespace(self, kind), "host");
    }
  }

  /** How what a program sees here is different from what it sees under a peer. */
  List<String> differences(Peer peer, int seed) throws Exception {
    JsonObject config = config(peer, seed);
    Files.writeString(directory.resolve("config.json"), config.toString());
    boolean terminal = config.getAsJsonObject("process").get("terminal").getAsBoolean();
    String id = "comparison" + seed;
    restore();
    Tool.Result theirs =
        Tool.attempt(
            inTerminal(
                terminal,
                peer.line(
                    List.of(
                        "--root",
                        directory.resolve("peer").toString(),
                        "run",
                        "--bundle",
                        directory.toString(),
                        id))),
            Map.of(),
            null,
            Tool.DEADLINE);
    List<String> before = hooks();
    restore();
    Tool.Result ours =
        terminal || seed % BY_COMMAND == 0 ? byCommand(terminal, id) : byLibrary(config, id);
    List<String> after = hooks();
    String section = config.getAsJsonObject("linux").get("namespaces").toString();
    List<String> differences = new ArrayList<>(compare(theirs, ours));
    if (section.contains(paths.get("cgroup"))) {
      differences.replaceAll(line -> line.replaceFirst("^limitfiles", "joined limitfiles"));
    }
    differences.addAll(ContainerView.differences("hooks", before, after));
    return differences;
  }

  /** How many configurations neither of both could run. */
  int failed() {
    return failed;
  }

  private List<String> compare(Tool.Result theirs, Tool.Result ours) {
    if (theirs.exit() != ours.exit()) {
      return List.of(
          "exit: - " + theirs.exit() + " " + theirs.err().strip(),
          "exit: + " + ours.exit() + " " + ours.err().strip());
    }
    if (theirs.exit() != 0) {
      failed++;
    }
    if (Boolean.getBoolean("davit.dump")) {
      System.err.println(theirs.out() + " OURS " + ours.out());
    }
    ContainerView view = ContainerView.of(theirs.out(), names);
    return view.differences(ContainerView.of(ours.out(), names));
  }

  private JsonObject config(Peer peer, int seed) throws IOException {
    JsonObject config =
        GeneratedConfig.of(
            seed, new GeneratedConfig.Surroundings(peer, base, source, paths, disk()));
    JsonArray args = new JsonArray();
    JsonObject process = config.getAsJsonObject("process");
    // where there is no PATH, others look nowhere
    boolean found = seed % 2 == 0 && process.get("env").toString().contains("\"PATH=/");
    Stream.of(found ? "sh" : "/bin/sh", "-c", ContainerView.SCRIPT).forEach(args::add);
    process.add("args", args);
    config.getAsJsonObject("root").addProperty("path", rootfs.toString());
    config
        .getAsJsonObject("linux")
        .addProperty("cgroupsPath", DavitCommand.CGROUP_PARENT + "/comparison" + seed);
    return config;
  }

  private static Optional<int[]> disk() throws IOException {
    try (Stream<Path> disks = Files.list(Path.of("/sys/block"))) {
      for (Path disk : disks.sorted().toList()) {
        if (disk.getFileName().toString().matches("[svx]v?d[a-z]|nvme.*")) {
          String[] numbers = Files.readString(disk.resolve("dev")).strip().split(":");
          return Optional.of(
              new int[] {Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])});
        }
      }
    }
    return Optional.empty();
  }

  /** Takes away what a container has left in its root filesystem. */
  private void restore() throws IOException {
    Workspace.delete(rootfs.resolve("made"));
    Path trace = Files.writeString(source.resolve("open/trace"), "");
    trace.toFile().setWritable(true, false);
  }

  /** What the hooks have written, without the numbers of processes. */
  private List<String> hooks() throws IOException {
    Path trace = source.resolve("open/trace");
    return Files.readAllLines(trace).stream().flatMap(ComparedRuns::hook).toList();
  }

  /**
   * That a hook has run, and what it was told, in an order, without the number of the process and
   * the version.
   */
  private static Stream<String> hook(String line) {
    int begin = line.indexOf('{');
    Map<String, JsonElement> state = new TreeMap<>();
    JsonObject told = JsonParser.parseString(line.substring(begin)).getAsJsonObject();
    told.asMap().forEach(state::put);
    state.remove("ociVersion");
    state.computeIfPresent("annotations", (k, all) -> JsonParser.parseString(sorted(all)));
    boolean running = told.has("pid") && told.get("pid").getAsInt() > 0;
    state.remove("pid");
    String kind = line.substring(0, line.indexOf(' '));
    return Stream.of(line.substring(0, begin), kind + (running ? " running " : " ") + state);
  }

  private static String sorted(JsonElement object) {
    return new Gson().toJson(new TreeMap<>(object.getAsJsonObject().asMap()));
  }

  private static List<String> inTerminal(boolean terminal, List<String> line) {
    if (!terminal) {
      return line;
    }
    String words =
        line.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    return List.of("script", "--quiet", "--return", "--command", words, "/dev/null");
  }

  private Tool.Result byCommand(boolean terminal, String id) {
    List<String> line =
        List.of(command.program().toString(), "run", "--bundle", directory.toString(), id);
    return Tool.attempt(inTerminal(terminal, line), Map.of(), null, Tool.DEADLINE);
  }

  private Tool.Result byLibrary(JsonObject config, String id) throws Exception {
    Container container;
    try {
      container =
          runtime.start(
              ContainerRequest.of(
                      new ContainerId(id),
                      Spec.parse(config.toString()),
                      new RootSource.Directory(rootfs),
                      Stdio.pipes())
                  .withBundle(directory));
    } catch (RuntimeException e) {
      return new Tool.Result(List.of(id), 1, "", e.toString());
    }
    try {
      container.stdin().close();
      String out = new String(container.stdout().readAllBytes(), StandardCharsets.UTF_8);
      String err = new String(container.stderr().readAllBytes(), StandardCharsets.UTF_8);
      return new Tool.Result(List.of(id), container.waitFor().code(), out, err);
    } finally {
      container.delete();
    }
  }

  @Override
  public void close() {
    holder.destroyForcibly();
    runtime.close();
    try {
      holder.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Workspace.delete(directory);
  }
}
