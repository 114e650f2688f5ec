package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that cannot be met: one clear error, the right exit code, nothing left. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
class BadInputTest {

  @Test
  void tellsAllTenMistakesOfAConfigurationAtOnce() throws IOException {
    Path bundle = Workspace.directory("bundle");
    Files.createDirectory(bundle.resolve("rootfs"));
    Files.writeString(
        bundle.resolve("config.json"),
        """
        {
          "ociVersion": "not-a-version",
          "root": {"readonly": "yes"},
          "hostname": 7,
          "process": {
            "cwd": "relative",
            "args": [],
            "env": ["NOEQUALS"],
            "user": {"uid": -1, "gid": 4294967296},
            "rlimits": [{"type": "RLIMIT_NONSENSE", "soft": 2, "hard": 1}]
          },
          "mounts": [{"source": "proc"}],
          "linux": {"namespaces": [{"type": "moon"}], "resources": {"memory": {"limit": "much"}}}
        }
        """);
    Tool.Result result = DavitCommand.fresh().attempt("explain", bundle.toString());
    assertTrue(result.exit() == 1 || result.exit() == 125, result::toString);
    for (String path :
        List.of(
            "$.ociVersion",
            "$.root.path",
            "$.root.readonly",
            "$.hostname",
            "$.process.cwd",
            "$.process.args",
            "$.process.user.uid",
            "$.process.user.gid",
            "$.process.rlimits[0]",
            "$.mounts[0].destination",
            "$.linux.namespaces[0].type",
            "$.linux.resources.memory.limit")) {
      assertTrue(result.err().contains(path), () -> "no word on " + path + "\n" + result);
    }
    assertOneClearError(result);
  }

  @Test
  void refusesARootFilesystemThatIsAFile() throws IOException {
    Path file = Files.writeString(Workspace.directory("rootfs").resolve("file"), "x");
    Tool.Result result =
        DavitCommand.fresh().container("--rootfs", file.toString(), "true").expect(125);
    assertTrue(result.err().contains(file.toString()), result::err);
    assertTrue(result.err().contains("directory"), result::err);
    assertOneClearError(result);
  }

  @Test
  void refusesARootFilesystemThatIsMissing() {
    Path missing = Workspace.directory("rootfs").resolve("missing");
    Tool.Result result =
        DavitCommand.fresh().container("--rootfs", missing.toString(), "true").expect(125);
    assertTrue(result.err().contains(missing.toString()), result::err);
    assertOneClearError(result);
  }

  @Test
  void refusesANameOfThreeHundredCharacters() {
    Tool.Result result =
        SharedImages.busybox()
            .container("--name", "n".repeat(300), SharedImages.BUSYBOX, "true")
            .expect(125);
    assertTrue(result.err().contains("300"), result::err);
    assertOneClearError(result);
  }

  @Test
  void refusesNamesThatAreNone() {
    for (String name : List.of("", ".", "..", "a/b", "../x", "a b", "-rf", "ü", "a\nb")) {
      Tool.Result result =
          SharedImages.busybox().container("--name=" + name, SharedImages.BUSYBOX, "true");
      if (name.equals("-rf")) {
        continue; // a name like any other to the runtime; only the shell user may wonder
      }
      assertEquals(125, result.exit(), result::toString);
      assertOneClearError(result);
    }
  }

  @Test
  void refusesToRunAnImageWithoutACommand() {
    DavitCommand davit = DavitCommand.fresh();
    Path layout =
        new LayoutImage(Workspace.directory("layout"))
            .config("\"Env\":[\"A=1\"]")
            .layer(BusyboxRootfs.tar())
            .tag("quiet:1");
    davit.run("load", layout.toString());
    Tool.Result result = davit.container("quiet:1").expect(125);
    assertTrue(result.err().contains("command"), result::err);
    assertOneClearError(result);
  }

  @Test
  void refusesVolumesThatCannotBe() {
    for (String volume :
        List.of(
            "/no/such/source:/x",
            "./relative:/x",
            "re/lative:/x",
            "a b:/x",
            "/etc:relative",
            "/etc",
            "/etc:/x:maybe",
            "",
            ":",
            "/etc:")) {
      Tool.Result result =
          SharedImages.busybox().container("-v", volume, SharedImages.BUSYBOX, "true");
      assertEquals(125, result.exit(), result::toString);
      assertOneClearError(result);
    }
  }

  @Test
  void refusesHostNamesThatCannotBe() {
    for (String name : List.of("h".repeat(65), "a b", "a/b")) {
      Tool.Result result =
          SharedImages.busybox().container("--hostname", name, SharedImages.BUSYBOX, "true");
      assertEquals(125, result.exit(), result::toString);
      assertOneClearError(result);
    }
  }

  @Test
  void refusesImagesWhoseConfigurationIsHostile() {
    for (String config :
        List.of(
            "\"Cmd\":[\"/bin/sh\"],\"User\":\"4294967296\"",
            "\"Cmd\":[\"/bin/sh\"],\"User\":\"-1\"",
            "\"Cmd\":[\"/bin/sh\"],\"WorkingDir\":\"relative\"",
            "\"Cmd\":[\"/bin/sh\"],\"Env\":[\"=x\"]",
            "\"Cmd\":\"/bin/sh\"")) {
      DavitCommand davit = DavitCommand.fresh();
      Path layout =
          new LayoutImage(Workspace.directory("layout"))
              .config(config)
              .layer(BusyboxRootfs.tar())
              .tag("evil:1");
      Tool.Result load = davit.attempt("load", layout.toString());
      if (load.exit() == 0) {
        Tool.Result result = davit.container("evil:1").expect(125);
        assertOneClearError(result);
      } else {
        assertOneClearError(load);
      }
    }
  }

  @Test
  void saysWhichContainerOrImageIsUnknown() {
    DavitCommand davit = SharedImages.busybox();
    assertTrue(davit.attempt("kill", "nobody").expect(1).err().contains("nobody"));
    assertTrue(davit.attempt("rm", "nobody").expect(1).err().contains("nobody"));
    assertTrue(davit.attempt("rmi", "nothing:1").expect(1).err().contains("nothing:1"));
    assertTrue(
        davit.attempt("load", "/no/such/archive").expect(1).err().contains("/no/such/archive"));
  }

  @Test
  void listsWhatIsWellBesideACorruptEntry() throws IOException {
    DavitCommand davit = SharedImages.busybox();
    Path broken = davit.state().resolve("containers/broken");
    try (var running =
        davit.start(
            "--name", "well", SharedImages.BUSYBOX, "sh", "-c", "echo ready; exec sleep 1000")) {
      assertEquals("ready", running.readLine());
      Files.createDirectories(broken);
      Files.writeString(broken.resolve("state.json"), "{ this is not json");
      Tool.Result result = davit.attempt("ps", "-a");
      assertTrue(result.out().contains("well"), result::toString);
      assertFalse(result.err().contains("\tat "), result::toString);
    } finally {
      Workspace.delete(broken);
    }
  }

  static void assertOneClearError(Tool.Result result) {
    assertFalse(result.err().isBlank(), result::toString);
    assertFalse(result.err().contains("\tat "), result::toString);
    assertFalse(result.err().contains("Exception"), result::toString);
    assertEquals("", result.out());
  }
}
