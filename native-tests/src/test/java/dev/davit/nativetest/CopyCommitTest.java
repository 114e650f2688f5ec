package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code davit cp}, {@code diff}, {@code commit}, {@code history} and {@code save}, by the command.
 */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
@OnOneJava
class CopyCommitTest {
  private final DavitCommand davit = SharedImages.busybox();
  private Path files;

  @BeforeEach
  void makesADirectory() {
    files = Workspace.directory("cp");
  }

  @AfterEach
  void removesTheContainers() {
    for (String name : List.of("box", "made")) {
      davit.attempt("rm", "-f", name);
    }
    Workspace.delete(files);
  }

  /** A container that has ended, after a script. */
  private void ended(String script) {
    davit
        .attempt(
            "run",
            "--cgroup-parent",
            DavitCommand.CGROUP_PARENT,
            "--name",
            "box",
            SharedImages.BUSYBOX,
            "/bin/sh",
            "-ec",
            script)
        .expect(0);
  }

  private DavitCommand.Running running(String script) {
    DavitCommand.Running box =
        davit.start(
            "--name",
            "box",
            SharedImages.BUSYBOX,
            "/bin/sh",
            "-ec",
            script + "; echo ready; exec sleep 1000");
    assertEquals("ready", box.readLine());
    return box;
  }

  private String read(String name) throws IOException {
    return Files.readString(files.resolve(name));
  }

  @Test
  void diffListsExactlyWhatTheContainerChanged() {
    ended("echo x >/made; mkdir -p /d/e; rm /etc/passwd; echo y >>/etc/group");
    assertEquals(
        List.of("C /etc", "C /etc/group", "D /etc/passwd", "A /d", "A /d/e", "A /made").stream()
            .sorted(java.util.Comparator.comparing(l -> l.substring(2)))
            .toList(),
        davit.run("diff", "box").out().lines().toList());
  }

  @Test
  void aContainerOfACommittedImageSeesWhatWasChanged() {
    ended("echo changed >/made; rm /etc/passwd; ln -s made /link");
    String id =
        davit
            .run("commit", "-c", "CMD [\"/bin/cat\",\"/link\"]", "-m", "a remark", "box", "made:1")
            .line();
    assertTrue(id.startsWith("sha256:"), id);
    assertEquals("changed", davit.container("made:1").expect(0).line());
    davit.container("made:1", "/bin/sh", "-c", "test ! -e /etc/passwd").expect(0);
    String history = davit.run("history", "made:1").out();
    assertTrue(history.contains("davit commit") && history.contains("a remark"), history);
    assertTrue(history.matches("(?s)LAYER .* SIZE .*\n[0-9a-f]{12} .* 8B .*\n.*"), history);
    assertTrue(davit.run("inspect", "--type", "image", "made:1").out().contains("/link"));
    davit.attempt("inspect", "--type", "container", "made:1").expect(1);
    davit.run("rmi", "made:1");
  }

  @Test
  void aRunningContainerIsCommittedAndRunsOn() {
    try (var box = running("echo live >/made")) {
      davit.run("commit", "--reproducible", "box", "made:2");
      assertTrue(box.process().isAlive());
      assertEquals("live", davit.container("made:2", "/bin/cat", "/made").expect(0).line());
    }
    davit.run("rmi", "made:2");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void copiesBothWays(boolean runs) throws Exception {
    String script = "mkdir -p /d/sub; echo one >/d/one; echo two >/d/sub/two; chmod 640 /d/one";
    try (var box = runs ? running(script) : null) {
      if (!runs) {
        ended(script);
      }
      assertEquals(runs, box != null);
      davit.run("cp", "box:/d", files.toString());
      assertEquals("two\n", read("d/sub/two"));
      davit.run("cp", "box:/d/.", files.resolve("content").toString());
      assertEquals("one\n", read("content/one"));
      davit.run("cp", "box:d/one", files.resolve("renamed").toString());
      assertEquals("one\n", read("renamed"));
      assertEquals(
          "rw-r-----",
          java.nio.file.attribute.PosixFilePermissions.toString(
              Files.getPosixFilePermissions(files.resolve("renamed"))));

      Files.writeString(files.resolve("in"), "from outside");
      davit.run("cp", files.resolve("in").toString(), "box:/d/");
      davit.run("cp", files.resolve("in").toString(), "box:/d/other");
      davit.run("cp", files.resolve("content").toString(), "box:/fresh");
      davit.run("cp", "box:/d/in", files.resolve("back").toString());
      assertEquals("from outside", read("back"));
      davit.run("cp", "box:/d/other", files.resolve("back2").toString());
      davit.run("cp", "box:/fresh/sub/two", files.resolve("back3").toString());
      assertEquals("two\n", read("back3"));
      Tool.Result tar = davit.run("cp", "box:/d/sub", "-");
      assertTrue(tar.out().contains("sub/two"));
    }
  }

  @Test
  void theContainerSeesWhatIsCopiedIntoIt() throws Exception {
    try (var box = running("mkdir /vol")) {
      Files.writeString(files.resolve("x"), "seen");
      davit.run("cp", files.resolve("x").toString(), "box:/vol/x");
      assertEquals(
          "seen", Files.readString(Path.of("/proc/" + box.containerPid() + "/root/vol/x")));
    }
  }

  /** CVE-2018-15664, CVE-2019-14271: a link inside must not lead the copy to the host's files. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void linksInTheContainerDoNotLeadOut(boolean runs) throws Exception {
    Path secret = files.resolve("secret");
    Files.writeString(secret, "host");
    String script =
        "ln -s " + files + " /out; ln -s ../../../../../../.." + secret + " /file; ln -s / /top";
    try (var box = runs ? running(script) : null) {
      if (!runs) {
        ended(script);
      }
      assertEquals(runs, box != null);
      assertEquals(1, davit.attempt("cp", "-L", "box:/file", files + "/got").exit());
      assertFalse(Files.exists(files.resolve("got")));
      Files.writeString(files.resolve("evil"), "evil");
      assertEquals(1, davit.attempt("cp", files + "/evil", "box:/out/secret").exit());
      assertEquals("host", Files.readString(secret));
      davit.run("cp", files + "/evil", "box:/top/../../../../inside");
      davit.run("cp", "box:/inside", files + "/inside");
      assertEquals("evil", read("inside"));
      davit.run("cp", "box:/out", files + "/link");
      assertTrue(Files.isSymbolicLink(files.resolve("link")));
    }
  }

  @Test
  void saysWhatDoesNotFit() throws Exception {
    ended("mkdir /d; echo x >/f");
    Files.createDirectory(files.resolve("dir"));
    assertEquals(
        "davit: /nothing: no such file or directory\n",
        davit.attempt("cp", "box:/nothing", files.toString()).expect(1).err());
    assertTrue(
        davit
            .attempt("cp", files + "/dir", "box:/f")
            .expect(2)
            .err()
            .contains("/f: not a directory: the directory"));
    assertTrue(
        davit
            .attempt("cp", "box:/f", files + "/none/")
            .expect(2)
            .err()
            .contains("no such directory"));
    assertTrue(davit.attempt("cp", "a", "b").expect(2).err().contains("CONTAINER:PATH"));
    assertTrue(davit.attempt("cp", "nobody:/a", "b").expect(1).err().contains("no such container"));
  }

  @Test
  void whatIsSavedCanBeLoaded() throws Exception {
    Path oci = files.resolve("oci.tar");
    davit.run("save", "-o", oci.toString(), SharedImages.BUSYBOX);
    Path docker = files.resolve("docker.tar");
    davit.run("save", "--format", "docker", "-o", docker.toString(), SharedImages.BUSYBOX);
    for (Path archive : List.of(oci, docker)) {
      DavitCommand other = DavitCommand.fresh();
      other.run("load", archive.toString());
      assertEquals("hi", other.container(SharedImages.BUSYBOX, "/bin/echo", "hi").expect(0).line());
      Workspace.delete(other.root().getParent());
    }
    assertEquals(1, davit.attempt("save", "-o", files + "/no", "no:such").exit());
    assertFalse(Files.exists(files.resolve("no")));
  }
}
