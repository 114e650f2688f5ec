package dev.davit.nativetest;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.davit.ocicommand.CommandHere;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The command line of a runtime, with containers in each state: calls of it, and all that can be
 * seen of their effects, as a text in which what differs from run to run is replaced.
 */
final class CommandLine implements AutoCloseable {

  /** The containers that are there before each call. */
  private static final List<String> STATES = List.of("created", "running", "paused", "stopped");

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

  /** For calls that serve to look and to settle, and start no container. */
  private final Function<List<String>, String> withoutProcess;

  private Map<String, String> settled = Map.of();

  private CommandLine(
      String name, List<String> program, Function<List<String>, String> withoutProcess)
      throws IOException {
    this.name = name;
    this.withoutProcess = withoutProcess;
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
    List<String> program = List.of("runc", "--root", root.toString());
    return new CommandLine(
        "runc",
        program,
        words -> {
          List<String> line = new ArrayList<>(program);
          line.addAll(words);
          return Tool.attempt(line, Map.of(), null, Tool.DEADLINE).expect(0).out();
        });
  }

  static CommandLine ofDavit() throws IOException {
    OciCommand command = OciCommand.fresh();
    return new CommandLine(
        "davit-oci",
        List.of(command.program().toString()),
        words -> {
          List<String> line = new ArrayList<>(List.of("--root", command.state().toString()));
          line.addAll(words);
          return CommandHere.run(line);
        });
  }

  private String cgroup(String id) {
    return DavitCommand.CGROUP_PARENT + "/" + name + "/" + id;
  }

  /** Makes a call and tells its effects. */
  String answer(List<String> words, String input) throws IOException {
    Path scratch = Files.createDirectories(place.resolve("scratch"));
    List<String> arguments =
        words.stream()
            .map(
                word ->
                    word.replaceFirst("^DIR|(?<==)DIR", scratch.toString())
                        .replaceFirst("^BUNDLE|(?<==)BUNDLE", bundle.toString()))
            .toList();
    Tool.Result result = call(arguments, input);
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
    Workspace.delete(scratch);
    Map<String, String> seen = seen();
    answer.append(changes(seen));
    if (!seen.equals(settled)) {
      settle();
    }
    return answer.toString();
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
    JsonElement list = JsonParser.parseString(withoutProcess.apply(List.of("list", "-f", "json")));
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
        withoutProcess.apply(List.of("delete", "--force", id));
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
      withoutProcess.apply(List.of("pause", id));
    } else if (id.equals("stopped")) {
      withoutProcess.apply(List.of("kill", id, "KILL"));
      long end = System.nanoTime() + Tool.DEADLINE.toNanos();
      while (!seen().get(id).equals("stopped") && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
  }

  /** With streams that a container may keep, and not as the parent of one. */
  private Tool.Result call(List<String> arguments, String input) throws IOException {
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
      withoutProcess.apply(List.of("delete", "--force", id));
    }
    Workspace.delete(place);
  }
}
