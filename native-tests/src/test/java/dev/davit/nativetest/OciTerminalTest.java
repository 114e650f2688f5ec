package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What programs print on a terminal that {@code davit-oci} shows in the foreground. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2})
@OnOneJava
class OciTerminalTest {

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("oci-terminal");
  private final OciBundles bundles = OciBundles.of(command, place);
  private final String id = Workspace.NAME + "-terminal";

  @AfterEach
  void removeContainers() {
    command.run("delete", "--force", "--regex", Workspace.NAME);
    Workspace.delete(place);
  }

  private Path bundle(String... args) {
    return bundles.make(OciBundles.set("process.terminal", "true"), args);
  }

  @Test
  void filesAndPipesGetLinesWithoutCarriageReturns() {
    String print = "printf 'one\\ntwo\\n'; test -t 1";
    Path bundle = bundle("sh", "-c", print);
    assertEquals("one\ntwo\n", command.run("run", "--bundle", bundle.toString(), id).out());

    Path sized =
        bundles.make(
            OciBundles.set("process.terminal", "true")
                .andThen(OciBundles.set("process.consoleSize", "{'height':10,'width':110}")),
            "sh",
            "-c",
            "stty size; " + print);
    assertEquals("10 110\none\ntwo\n", command.run("run", "--bundle", sized.toString(), id).out());

    Path sleeper = bundles.make(config -> {}, "sleep", "60");
    Tool.Result created =
        Tool.attempt(
            List.of(
                "sh",
                "-c",
                "exec \"$@\" >/dev/null 2>&1 </dev/null",
                "sh",
                command.program().toString(),
                "run",
                "--detach",
                "--bundle",
                sleeper.toString(),
                id),
            Map.of(),
            null,
            Tool.DEADLINE);
    assertEquals(0, created.exit(), created.toString());
    assertEquals("one\ntwo\n", command.run("exec", "--tty", id, "sh", "-c", print).out());
  }

  @Test
  void theUsersTerminalEndsLinesAndPassesKeysAsTheyAre() throws Exception {
    Path bundle =
        bundle(
            "sh",
            "-c",
            "printf 'one\\ntwo\\n'; stty -echo; echo ready; read -r line; echo got $line");
    List<String> line =
        List.of(command.program().toString(), "run", "--bundle", bundle.toString(), id);
    try (Typist typist = Typist.start(24, 80, line)) {
      assertTrue(typist.await("ready\r\n").contains("one\r\ntwo\r\n"));
      assertFalse(typist.echoes(), "the container's terminal is what echoes");
      typist.type("keys\r");
      typist.await("got keys\r\n");
      assertEquals(0, typist.finish());
      assertTrue(typist.isAsBefore());
    }
  }
}
