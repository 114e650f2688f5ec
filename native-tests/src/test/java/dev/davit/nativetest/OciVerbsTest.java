package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.CgroupPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The verbs and options of {@code davit-oci}, each by what it does to a real container. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2})
class OciVerbsTest {

  /** Becomes the subreaper, runs a command, and waits for the process of a pid file. */
  private static final String REAPER =
      """
      import ctypes, os, subprocess, sys
      ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
      done = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(sys.argv[1] + ".log", "w"))
      if done.returncode != 0:
          sys.exit(done.returncode)
      pid = int(open(sys.argv[1]).read())
      print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
      """;

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("oci-verbs");
  private final String one = Workspace.NAME + "-one";
  private final String two = Workspace.NAME + "-two";

  @AfterEach
  void removeContainers() {
    command.run("delete", "--force", "--regex", Workspace.NAME);
    Workspace.delete(place);
  }

  private Path bundle(String... args) throws IOException {
    Path bundle = Files.createTempDirectory(place, "bundle");
    command.run("spec", "--bundle", bundle.toString());
    Path file = bundle.resolve("config.json");
    JsonObject config = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    JsonObject process = config.getAsJsonObject("process");
    process.addProperty("terminal", false);
    JsonArray words = new JsonArray();
    List.of(args).forEach(words::add);
    process.add("args", words);
    config.getAsJsonObject("root").addProperty("path", RuncBundle.rootfs().toString());
    Files.writeString(file, config.toString());
    return bundle;
  }

  /** With streams that do not keep this test waiting for the container. */
  private Tool.Result apart(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "exec \"$@\" >\"$0\" 2>&1 </dev/null",
                place.resolve("out").toString()));
    line.add(command.program().toString());
    line.addAll(List.of(arguments));
    return Tool.attempt(line, Map.of(), null, Tool.DEADLINE);
  }

  private int start(String id, String... args) throws IOException {
    return start(id, bundle(args));
  }

  private int start(String id, Path bundle) {
    Tool.Result result = apart("run", "-d", "--bundle", bundle.toString(), id);
    assertEquals(0, result.exit(), result.toString());
    return state(id).get("pid").getAsInt();
  }

  private JsonObject state(String id) {
    return JsonParser.parseString(command.run("state", id).out()).getAsJsonObject();
  }

  private void awaitStopped(String id) throws InterruptedException {
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (!state(id).get("status").getAsString().equals("stopped") && System.nanoTime() < end) {
      Thread.sleep(100);
    }
    assertEquals("stopped", state(id).get("status").getAsString());
  }

  private static Path directory(String controller, String id) throws IOException {
    CgroupLayout layout = CgroupLayout.read();
    CgroupPath path = CgroupPath.DAVIT.child(id);
    return layout.onUnified(controller) || layout.onV1(controller).isEmpty()
        ? layout.unified().orElseThrow().directory(path)
        : layout.onV1(controller).orElseThrow().directory(path);
  }

  private static String limit(String id, String unified, String v1) throws IOException {
    String controller = unified.substring(0, unified.indexOf('.'));
    boolean two = CgroupLayout.read().onUnified(controller);
    return Files.readString(directory(controller, id).resolve(two ? unified : v1)).strip();
  }

  @Test
  void updatesLimitsOfAContainerThatWasCreatedWithoutAny() throws Exception {
    start(one, "sleep", "1000");
    String[] flags = {
      "update",
      "--memory",
      "64M",
      "--pids-limit",
      "50",
      "--cpu-quota",
      "50000",
      "--cpuset-cpus",
      "0",
      one
    };
    command.run(flags);
    command.run("update", "--cpu-period", "200000", one);
    assertEquals("67108864", limit(one, "memory.max", "memory.limit_in_bytes"));
    assertEquals("50", limit(one, "pids.max", "pids.max"));
    assertTrue(limit(one, "cpu.max", "cpu.cfs_quota_us").startsWith("50000"));
    assertEquals("0", limit(one, "cpuset.cpus", "cpuset.cpus"));
    String json = "{\"memory\": {\"limit\": 33554432}, \"pids\": {\"limit\": 20}}";
    Tool.attempt(
            List.of(command.program().toString(), "update", "-r", "-", one),
            Map.of(),
            json.getBytes(StandardCharsets.UTF_8),
            Tool.DEADLINE)
        .expect(0);
    assertEquals("33554432", limit(one, "memory.max", "memory.limit_in_bytes"));
    assertEquals("20", limit(one, "pids.max", "pids.max"));
    // what joins later is limited as well
    for (String line : command.run("exec", one, "cat", "/proc/self/cgroup").lines()) {
      if (line.matches("[0-9]+:(|memory|pids|cpuset):.*")) {
        assertTrue(line.endsWith("/davit/" + one), line);
      }
    }
  }

  @Test
  void putsAProcessWhereItIsToldAndHandsItsDescriptorOver() throws Exception {
    start(one, "sleep", "1000");
    boolean unified = CgroupLayout.read().onUnified("pids");
    Path below = Files.createDirectory(directory("pids", one).resolve("below"));
    Path pidFile = place.resolve("pid");
    Path socket = place.resolve("socket");
    String told =
        PidfdAgent.told(
            socket,
            List.of(
                command.program().toString(),
                "exec",
                "-d",
                "--cgroup",
                unified ? "below" : "pids:below",
                "--pid-file",
                pidFile.toString(),
                "--pidfd-socket",
                socket.toString(),
                one,
                "sleep",
                "1000"));
    assertEquals("pidfd " + Files.readString(pidFile), told);
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    Path procs = below.resolve("cgroup.procs");
    while (!Files.readString(procs).isBlank() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertEquals("", Files.readString(procs), "killed by its descriptor, and reaped");
    assertEquals("running", state(one).get("status").getAsString());
    String word = unified ? "below" : "pids:below";
    String where = command.run("exec", "--cgroup", word, one, "cat", "/proc/self/cgroup").out();
    assertTrue(where.contains("/below\n"), where);
    assertEquals(1, where.lines().filter(text -> text.endsWith("/below")).count(), where);
    Files.delete(below);
    for (String wrong : List.of("..", "nothing", "pids:nothing", "what:/")) {
      Tool.Result result = command.attempt("exec", "--cgroup", wrong, one, "true");
      assertEquals(255, result.exit(), result.toString());
    }
  }

  @Test
  void leavesTheEndOfADetachedProcessToTheCaller() throws Exception {
    start(one, "sleep", "1000");
    Path pidFile = place.resolve("pid");
    List<String> line =
        List.of(
            "python3",
            "-c",
            REAPER,
            pidFile.toString(),
            command.program().toString(),
            "exec",
            "-d",
            "--pid-file",
            pidFile.toString(),
            one,
            "sh",
            "-c",
            "exit 7");
    assertEquals("7\n", Tool.attempt(line, Map.of(), null, Tool.DEADLINE).expect(0).out());
    Tool.Result unwritable =
        apart("exec", "-d", "--pid-file", "/nowhere/pid", one, "sleep", "4321");
    assertEquals(255, unwritable.exit(), unwritable.toString());
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (command.run("exec", one, "ps").out().contains("sleep 4321") && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertTrue(!command.run("exec", one, "ps").out().contains("sleep 4321"));
  }

  @Test
  void listsAndDeletesContainersByTheirNames() throws Exception {
    int pid = start(one, "sleep", "1000");
    start(two, "sleep", "1000");
    assertEquals(one + "\n" + two + "\n", command.run("list", "-q").out());
    JsonArray all =
        JsonParser.parseString(command.run("list", "-f", "json").out()).getAsJsonArray();
    assertEquals(pid, all.get(0).getAsJsonObject().get("pid").getAsInt());
    assertTrue(command.run("list").lines().get(1).contains("running"));
    assertEquals("[" + pid + "]\n", command.run("ps", "-f", "json", one).out());
    assertEquals(1, command.attempt("delete", one).exit());
    command.run("kill", one, "KILL");
    awaitStopped(one);
    assertEquals("[]\n", command.run("ps", "-f", "json", one).out());
    assertEquals(1, command.attempt("kill", one, "TERM").exit());
    command.run("delete", "--regex", "--force", "one$");
    assertEquals(two + "\n", command.run("list", "-q").out());
    assertEquals(1, command.attempt("state", one).exit());
  }

  @Test
  void killsAllOfAContainerInThePidNamespaceOfTheHost() throws Exception {
    Path bundle = bundle("sleep", "1000");
    Path file = bundle.resolve("config.json");
    JsonObject config = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    JsonArray namespaces = config.getAsJsonObject("linux").getAsJsonArray("namespaces");
    JsonArray others = new JsonArray();
    for (JsonElement namespace : namespaces) {
      if (!namespace.getAsJsonObject().get("type").getAsString().equals("pid")) {
        others.add(namespace);
      }
    }
    config.getAsJsonObject("linux").add("namespaces", others);
    Files.writeString(file, config.toString());
    start(one, bundle);
    assertEquals(0, apart("exec", "-d", one, "sleep", "1000").exit());
    Path procs = directory("hugetlb", one).resolve("cgroup.procs");
    assertEquals(2, Files.readAllLines(procs).size());
    command.run("kill", one, "KILL");
    awaitStopped(one);
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (!Files.readString(procs).isBlank() && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    assertEquals("", Files.readString(procs));
    command.run("kill", one, "KILL");
    assertEquals(1, command.attempt("kill", one, "TERM").exit());
  }

  @Test
  void passesDescriptorsOnThatTheCallerLeftOpenAndNoOthers() throws Exception {
    Path text = Files.writeString(place.resolve("text"), "hello\n");
    Path bundle = bundle("cat", "/proc/self/fd/3");
    String[] words = {command.program().toString(), bundle.toString(), one, text.toString()};
    String run = "\"$1\" run --preserve-fds 1 --bundle \"$2\" \"$3\"";
    assertEquals("hello\n", Tool.shell("exec 3<\"$4\"; exec " + run, words).out());
    String second = run.replace("fds 1", "fds 2");
    assertEquals("hello\n", Tool.shell("exec 3<\"$4\" 4<&-; exec " + second, words).out());
    Tool.Result gap =
        Tool.attempt(
            Tool.shellCommand("exec 3<&- 4<\"$4\"; exec " + second, words),
            Map.of(),
            null,
            Tool.DEADLINE);
    assertEquals("", gap.out());
    assertTrue(gap.err().contains("not open: descriptor 3"), gap.toString());
    String socket = "exec 3<&- 4<&-; LISTEN_FDS=1 exec \"$1\" run --bundle \"$2\" \"$3\"";
    words[1] = bundle("sh", "-c", "echo $LISTEN_PID of $LISTEN_FDS").toString();
    assertEquals("1 of 1\n", Tool.shell(socket, words).out());
  }

  @Test
  void changesTheRootWithoutPivoting() throws Exception {
    Path bundle = bundle("sh", "-c", "ls /bin/busybox; ls /proc/1/root/bin/busybox; pwd");
    Tool.Result result = command.run("run", "--no-pivot", "--bundle", bundle.toString(), one);
    assertEquals("/bin/busybox\n/proc/1/root/bin/busybox\n/\n", result.out());
  }

  @Test
  void addsMountsToAContainerThatRunsAndRemovesThem() throws Exception {
    Path data = Files.createDirectory(place.resolve("data"));
    Path inside = Files.writeString(data.resolve("file"), "of the host\n");
    start(one, "sleep", "1000");
    Path file =
        Files.writeString(
            place.resolve("mounts.json"),
            "[{\"destination\": \"/tmp/"
                + Workspace.NAME
                + "\", \"type\": \"bind\", \"source\": \""
                + data
                + "\", \"options\": [\"rbind\", \"ro\"]},"
                + " {\"destination\": \"/mnt\", \"type\": \"tmpfs\", \"source\": \"tmpfs\","
                + " \"options\": [\"size=64k\", \"noexec\"]}]");
    Files.createDirectories(RuncBundle.rootfs().resolve("mnt"));
    Files.createDirectories(RuncBundle.rootfs().resolve("tmp").resolve(Workspace.NAME));
    command.run("mounts", "add", one, file.toString());
    String look = "cat /tmp/" + Workspace.NAME + "/file; echo x > /mnt/x && cat /mnt/x";
    assertEquals("of the host\nx\n", command.run("exec", one, "sh", "-c", look).out());
    String write = "echo changed > /tmp/" + Workspace.NAME + "/file";
    Tool.Result refused = command.attempt("exec", one, "sh", "-c", write);
    assertTrue(refused.err().contains("Read-only file system"), refused.toString());
    assertEquals("of the host\n", Files.readString(inside));
    String host = Files.readString(Path.of("/proc/self/mountinfo"));
    assertTrue(!host.contains(data.toString()), "not mounted on the host");
    command.run("mounts", "remove", one, file.toString());
    assertEquals(1, command.attempt("exec", one, "cat", "/mnt/x").exit());
    assertEquals(1, command.attempt("mounts", "remove", one, file.toString()).exit());
    Path proc =
        Files.writeString(
            place.resolve("proc.json"),
            "{\"mounts\": [{\"destination\": \"/mnt\", \"type\": \"proc\"}]}");
    Tool.Result other = command.attempt("mounts", "add", one, proc.toString());
    assertTrue(other.err().contains("\"proc\" cannot be added"), other.toString());
  }

  /** What a container uses, in the same words and with the same limits as runc says it. */
  @Test
  @Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2, Need.RUNC})
  void tellsWhatAContainerUsesInRuncsWords() throws Exception {
    Path bundle = bundle("sleep", "1000");
    String runc = "runc --root " + place.resolve("runc") + " ";
    start(one, bundle);
    Tool.shell(
        runc + "run -d --bundle " + bundle + " " + two + " </dev/null >/dev/null 2>&1 && exit 0");
    try {
      // It tells that a container runs a moment before its program is executed.
      OnDemandDaemon.until(
          "runc's container has become its program",
          () -> Tool.shell(runc + "ps " + two).out().contains("sleep 1000"));
      JsonObject ours = stats(command.run("events", "--stats", one).out());
      JsonObject theirs = stats(Tool.shell(runc + "events --stats " + two).out());
      assertEquals(theirs.keySet(), ours.keySet());
      assertEquals(theirs.get("cpuset"), ours.get("cpuset"));
      assertEquals(theirs.get("network_interfaces"), ours.get("network_interfaces"));
      for (String kind : List.of("usage", "swap", "kernel", "kernelTCP")) {
        assertEquals(
            theirs.getAsJsonObject("memory").getAsJsonObject(kind).get("limit"),
            ours.getAsJsonObject("memory").getAsJsonObject(kind).get("limit"),
            kind);
      }
      assertEquals(
          theirs.getAsJsonObject("memory").getAsJsonObject("raw").keySet(),
          ours.getAsJsonObject("memory").getAsJsonObject("raw").keySet());
      assertEquals(
          theirs.getAsJsonObject("cpu").getAsJsonObject("usage").keySet(),
          ours.getAsJsonObject("cpu").getAsJsonObject("usage").keySet());
      assertEquals(theirs.get("pids"), ours.get("pids"));
    } finally {
      Tool.shell(runc + "delete --force " + two);
    }
  }

  private static JsonObject stats(String event) {
    return JsonParser.parseString(event).getAsJsonObject().getAsJsonObject("data");
  }

  @Test
  void refusesLimitsOfCachesWhereTheMachineHasNone() throws IOException {
    start(one, "sleep", "1000");
    Tool.Result result = command.attempt("update", "--l3-cache-schema", "L3:0=f", one);
    assertEquals(1, result.exit());
    assertTrue(
        result.err().contains("this machine has no such limits: resctrl is not mounted"),
        result.err());
  }
}
