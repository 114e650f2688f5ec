package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.engine.Davit;
import dev.davit.engine.RunningContainer;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Signal;
import dev.davit.runtime.Stdio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code davit exec, stop, wait, pause, unpause, update, stats} and {@code top} as people type. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.CGROUP2})
class ExecCommandTest {
  private static final String NAME = "at-work";
  private static final String SCRIPT =
      "trap 'exit 42' TERM; while :; do sleep 0.05; done </dev/null";

  private DavitCommand davit;
  private Davit starter;
  private RunningContainer container;

  @BeforeEach
  void start() {
    davit = SharedImages.busybox();
    starter = Davit.at(davit.root(), davit.state());
    container =
        starter
            .container(SharedImages.BUSYBOX)
            .name(NAME)
            .command("sh", "-c", SCRIPT)
            .cgroupParent(DavitCommand.CGROUP_PARENT)
            .pids(50)
            .stdio(Stdio.none())
            .start();
  }

  @AfterEach
  void remove() {
    container.close();
    starter.close();
  }

  @Test
  void exitsWithTheCodeOfTheProgram() {
    davit.attempt("exec", NAME, "sh", "-c", "exit 7").expect(7);
    Tool.Result killed = davit.attempt("exec", NAME, "sh", "-c", "echo out; kill -9 $$");
    assertEquals(137, killed.exit(), killed::toString);
    assertEquals("out", killed.line());
    assertTrue(davit.attempt("exec", NAME, "no-such").expect(127).err().contains("no-such"));
    davit.attempt("exec", NAME, "/etc/passwd").expect(126);
    davit.attempt("exec", "no-such-container", "true").expect(125);
    davit.attempt("exec", "-w", "/no/such/directory", NAME, "true").expect(125);
    davit.attempt("exec", "-u", "nobody-here", NAME, "true").expect(125);
  }

  @Test
  void handsOnInputOnlyWhenAsked() {
    byte[] input = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
    assertEquals("2", davit.attempt(input, "exec", "-i", NAME, "wc", "-l").expect(0).line());
    assertEquals("0", davit.attempt(input, "exec", NAME, "wc", "-l").expect(0).line());
  }

  @Test
  void takesUserDirectoryAndEnvironment() {
    Tool.Result result =
        davit.run(
            "exec",
            "-u",
            "app:staff",
            "-w",
            "/var",
            "-e",
            "A=two words",
            NAME,
            "sh",
            "-c",
            "id -u; id -g; pwd; echo \"$A\"; echo wrong >&2");
    assertEquals("1000\n50\n/var\ntwo words\n", result.out());
    assertEquals("wrong\n", result.err());
  }

  @Test
  void passesASignalOnToTheProgram() throws IOException {
    String script = "trap 'echo got; exit 9' TERM; echo ready; while :; do sleep 0.05; done";
    var line = davit.line("exec", NAME, "sh", "-c", script);
    try (var running = new DavitCommand.Running(new ProcessBuilder(line).start(), line)) {
      assertEquals("ready", running.readLine());
      Tool.run("kill", "-TERM", Long.toString(running.process().pid()));
      Tool.Result result = running.finish();
      assertEquals(9, result.exit(), result::toString);
      assertEquals("got", result.line());
    }
    assertTrue(davit.run("ps").out().contains(NAME), "the container itself goes on");
  }

  @Test
  void hasATerminalThatFollowsTheWindow() throws ErrnoException {
    String script =
        "tty; stty size; trap 'stty size; exit 6' WINCH; echo ready; while :; do sleep 0.05; done";
    try (Typist typist =
        Typist.start(33, 77, davit.line("exec", "-it", NAME, "sh", "-c", script))) {
      typist.await("/dev/pts/");
      typist.await("33 77");
      typist.await("ready");
      typist.resize(44, 88);
      typist.await("44 88");
      assertEquals(6, typist.finish());
      assertTrue(typist.isAsBefore());
    }
    try (Typist typist = Typist.start(24, 80, davit.line("exec", "-it", NAME, "sh"))) {
      typist.await("# ");
      typist.type("echo $TERM-$$; exit 3\r");
      typist.await("xterm-");
      assertEquals(3, typist.finish());
      assertTrue(typist.isAsBefore());
    }
  }

  @Test
  void stopsAndTellsTheExitCode() throws Exception {
    Inside.awaitHandler(container.pid(), Signal.TERM);
    var line = davit.line("wait", NAME);
    try (var waiting = new DavitCommand.Running(new ProcessBuilder(line).start(), line)) {
      assertEquals("", davit.run("stop", "-t", "60", NAME).out());
      Tool.Result result = waiting.finish();
      assertEquals(0, result.exit(), result::toString);
      assertEquals("42", result.line());
    }
    assertEquals("42", davit.run("wait", NAME).line());
    davit.run("stop", NAME);
    assertTrue(davit.attempt("stop", "no-such", NAME).expect(1).err().contains("no-such"));
    assertEquals(42, container.waitFor(Duration.ofSeconds(60)).orElseThrow().code());
  }

  @Test
  void pausesAndGoesOn() {
    davit.run("pause", NAME);
    assertTrue(davit.attempt("exec", NAME, "true").expect(125).err().contains("davit unpause"));
    assertTrue(davit.run("ps").out().contains("(paused)"));
    davit.run("unpause", NAME);
    assertFalse(davit.run("ps").out().contains("(paused)"));
    davit.run("exec", NAME, "true");
  }

  @Test
  void changesALimit() throws IOException {
    davit.run("update", "--pids-limit", "33", NAME);
    Path directory = Inside.cgroupDirectory(container.pid(), Inside.onV2("pids") ? "" : "pids");
    assertEquals("33", Files.readString(directory.resolve("pids.max")).strip());
  }

  @Test
  void showsWhatIsUsedOnceAndLive() throws ErrnoException {
    JsonArray json =
        JsonParser.parseString(davit.run("stats", "-o", "json").out()).getAsJsonArray();
    assertEquals(1, json.size());
    JsonObject one = json.get(0).getAsJsonObject();
    assertEquals(NAME, one.get("name").getAsString());
    assertEquals(50, one.get("pidsLimit").getAsLong());
    assertTrue(one.get("memoryBytes").getAsLong() > 10_000, one::toString);
    assertTrue(one.get("cpuPercent").getAsDouble() >= 0, one::toString);
    assertTrue(davit.run("stats", NAME).lines().get(1).startsWith(NAME), "once in a pipe");
    try (Typist typist = Typist.start(24, 120, davit.line("stats", NAME))) {
      typist.await("CONTAINER");
      typist.await(NAME);
      typist.type("\u0003");
      assertEquals(130, typist.finish());
    }
  }

  @Test
  void listsProcesses() {
    Tool.Result table = davit.run("top", NAME);
    assertTrue(table.lines().get(0).startsWith("USER"), table::out);
    assertTrue(table.lines().get(1).matches("root +" + container.pid() + " +1 .*"), table::out);
    assertTrue(table.lines().get(1).contains("sh -c trap"), table::out);
    JsonObject first =
        JsonParser.parseString(davit.run("top", "-o", "json", NAME).out())
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    assertEquals(container.pid(), first.get("pid").getAsInt());
    assertFalse(first.get("command").getAsJsonArray().isEmpty());
  }
}
