package dev.davit.nativetest;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.davit.ocicommand.CommandHere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The command line of a runtime, with containers in each state: calls of it, and all that can be
 * seen of their effects, as a text in which what differs from run to run is replaced.
 */
final class CommandLine implements AutoCloseable {

  /** The containers that are there before each call. */
  private static final List<String> STATES = List.of("created", "running", "paused", "stopped");

  /** How long a signal may take that changes anything. */
  private static final Duration SIGNAL = Duration.ofSeconds(5L * Tool.SCALE);

  private static final Set<String> STARTING = Set.of("create", "run", "exec", "start");

  private static final List<String> LIMITS =
      List.of(
          "memory/memory.limit_in_bytes",
          "memory/memory.memsw.limit_in_bytes",
          "memory/memory.soft_limit_in_bytes",
          "cpu/cpu.shares",
          "cpu/cpu.cfs_quota_us",
          "cpu/cpu.cfs_period_us",
          "cpuset/cpuset.cpus",
          "cpuset/cpuset.mems",
          "pids/pids.max",
          "blkio/blkio.bfq.weight");

  private final String name;
  private final List<String> program;
  private final Path place;
  private final Path bundle;

  /** Where the containers of our command are recorded. */
  private final Optional<Path> here;

  private Map<String, String> settled = Map.of();

  private CommandLine(String name, List<String> program, Optional<Path> here) throws IOException {
    this.name = name;
    this.here = here;
    this.program = program;
    this.place = Workspace.directory("calls-" + name);
    this.bundle = CommandLineBundles.write(place.resolve("bundle"), cgroup("fresh"));
    for (String state : STATES) {
      CommandLineBundles.write(place.resolve(state), cgroup(state));
    }
    settle();
  }

  static CommandLine ofRunc() throws IOException {
    Path root = Workspace.directory("runc").resolve("root");
    return new CommandLine("runc", List.of("runc", "--root", root.toString()), Optional.empty());
  }

  static CommandLine ofCrun() throws IOException {
    Path root = Workspace.directory("crun").resolve("root");
    return new CommandLine(
        "crun", Peer.CRUN.line(List.of("--root", root.toString())), Optional.empty());
  }

  static CommandLine ofDavit() throws IOException {
    OciCommand command = OciCommand.fresh();
    return new CommandLine(
        "davit-oci", List.of(command.program().toString()), Optional.of(command.state()));
  }

  private String cgroup(String id) {
    return DavitCommand.CGROUP_PARENT + "/" + name + "/" + id;
  }

  /** Makes a call and tells its answer and its effects. */
  String answer(List<String> words, String input) throws IOException {
    return answer(words, input, true);
  }

  /** Makes a call and tells whether it succeeded, and what became of containers and limits. */
  String effects(List<String> words, String input) throws IOException {
    return answer(words, input, false);
  }

  private String answer(List<String> words, String input, boolean whole) throws IOException {
    Path scratch = Files.createDirectories(place.resolve("scratch"));
    List<String> arguments =
        words.stream()
            .map(
                word ->
                    word.replaceFirst("^DIR|(?<==)DIR", scratch.toString())
                        .replaceFirst("^BUNDLE|(?<==)BUNDLE", bundle.toString()))
            .toList();
    Tool.Result result = call(arguments, input);
    StringBuilder answer = new StringBuilder();
    if (whole) {
      answer.append(told(words, result, scratch));
    } else {
      answer.append(result.exit() == 0 ? "succeeds\n" : "fails\n");
    }
    Workspace.delete(scratch);
    Map<String, String> seen = result.exit() == 0 && words.contains("kill") ? later() : seen();
    answer.append(changes(seen));
    if (!seen.equals(settled)) {
      settle();
    }
    return answer.toString();
  }

  private String told(List<String> words, Tool.Result result, Path scratch) throws IOException {
    AnswerText text = new AnswerText(words, Map.of(place.toString(), "PLACE", name, "PROGRAM"));
    StringBuilder answer = new StringBuilder("exit " + result.exit() + "\n");
    answer.append(text.of(result.out()));
    if (result.exit() == 0) {
      answer.append(text.of(result.err()));
    } else if (result.err().isBlank()) {
      answer.append("no message\n");
    }
    try (Stream<Path> files = Files.list(scratch)) {
      for (Path file : files.sorted().toList()) {
        answer.append("file ").append(file.getFileName()).append(": ");
        answer.append(text.ofFile(file));
      }
    }
    return answer.toString();
  }

  /** A signal is not waited for by who sends it. */
  private Map<String, String> later() throws IOException {
    long end = System.nanoTime() + SIGNAL.toNanos();
    Map<String, String> seen = seen();
    while (seen.equals(settled) && System.nanoTime() < end) {
      Thread.onSpinWait();
      seen = seen();
    }
    return seen;
  }

  private String changes(Map<String, String> seen) {
    StringBuilder changes = new StringBuilder();
    seen.forEach(
        (id, state) -> {
          if (!state.equals(settled.get(id))) {
            changes.append(id).append(": ").append(state).append('\n');
          }
        });
    settled.keySet().stream()
        .filter(id -> !seen.containsKey(id))
        .forEach(id -> changes.append(id).append(": gone\n"));
    return changes.toString();
  }

  /** The status and the limits of each container. */
  private Map<String, String> seen() throws IOException {
    Map<String, String> seen = new TreeMap<>();
    JsonElement list = JsonParser.parseString(call(List.of("list", "-f", "json"), "").out());
    if (list.isJsonArray()) {
      for (JsonElement one : list.getAsJsonArray()) {
        String id = one.getAsJsonObject().get("id").getAsString();
        String status = one.getAsJsonObject().get("status").getAsString();
        seen.put(id, status + (status.equals("stopped") ? "" : limits(id)));
      }
    }
    return seen;
  }

  private String limits(String id) throws IOException {
    StringBuilder limits = new StringBuilder();
    for (String limit : LIMITS) {
      String[] parts = limit.split("/");
      Path file = Path.of("/sys/fs/cgroup/" + parts[0] + cgroup(id) + "/" + parts[1]);
      if (Files.exists(file)) {
        limits.append(' ').append(parts[1]).append('=').append(Files.readString(file).strip());
      }
    }
    return limits.toString();
  }

  /** Brings all containers into their states. */
  private void settle() throws IOException {
    Map<String, String> seen = seen();
    for (String id : seen.keySet()) {
      if (!seen.get(id).equals(settled.get(id))) {
        call(List.of("delete", "--force", id), "").expect(0);
      }
    }
    for (String id : STATES) {
      if (!seen.containsKey(id) || !seen.get(id).equals(settled.get(id))) {
        make(id);
      }
    }
    settled = seen();
    for (String id : STATES) {
      if (!settled.getOrDefault(id, "").startsWith(id)) {
        throw new AssertionError(name + ": " + id + " is " + settled.get(id));
      }
    }
  }

  private void make(String id) throws IOException {
    String directory = place.resolve(id).toString();
    if (id.equals("created")) {
      call(List.of("create", "--bundle", directory, id), "").expect(0);
      return;
    }
    call(List.of("run", "-d", "--bundle", directory, id), "").expect(0);
    if (id.equals("paused")) {
      call(List.of("pause", id), "").expect(0);
    } else if (id.equals("stopped")) {
      call(List.of("kill", id, "KILL"), "").expect(0);
      long end = System.nanoTime() + Tool.DEADLINE.toNanos();
      while (!seen().get(id).equals("stopped") && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Where no process is started that gets the streams of the call, ours needs no process either.
   */
  private Tool.Result call(List<String> arguments, String input) throws IOException {
    if (here.isEmpty() || arguments.stream().anyMatch(STARTING::contains)) {
      return apart(arguments, input);
    }
    List<String> words = new ArrayList<>(List.of("--root", here.get().toString()));
    words.addAll(arguments);
    CommandHere.Outcome outcome = CommandHere.run(words, input);
    return new Tool.Result(arguments, outcome.exit(), outcome.out(), outcome.err());
  }

  /** With streams that a container may keep, and not as the parent of one. */
  private Tool.Result apart(List<String> arguments, String input) throws IOException {
    Path in = Files.writeString(place.resolve("in"), input);
    Path out = place.resolve("out");
    Path err = place.resolve("err");
    String redirect = "in=$1; out=$2; err=$3; shift 3; \"$@\" <\"$in\" >\"$out\" 2>\"$err\"";
    List<String> line = new ArrayList<>(List.of("sh", "-c", redirect, "sh"));
    line.addAll(List.of(in.toString(), out.toString(), err.toString()));
    line.addAll(program);
    line.addAll(arguments);
    int exit = Tool.attempt(line, Map.of(), null, Tool.DEADLINE).exit();
    return new Tool.Result(line, exit, Files.readString(out), Files.readString(err));
  }

  @Override
  public void close() throws IOException {
    for (String id : seen().keySet()) {
      call(List.of("delete", "--force", id), "").expect(0);
    }
    Workspace.delete(place);
    String parents = "find /sys/fs/cgroup/*" + cgroup("") + " -maxdepth 0 -exec rmdir {} +";
    Tool.attempt(Tool.shellCommand(parents), Map.of(), null, Tool.DEADLINE);
  }
}
