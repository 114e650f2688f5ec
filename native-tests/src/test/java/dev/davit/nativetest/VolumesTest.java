package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Named volumes and bind mounts, disk usage, pruning and checking, by the command. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX})
class VolumesTest {
  private static final String IMAGE = SharedImages.BUSYBOX;

  private DavitCommand davit;
  private Path files;

  @BeforeEach
  void makesADataRoot() throws Exception {
    SharedImages.busybox();
    davit = DavitCommand.fresh();
    files = Workspace.directory("volumes");
    Path tar = files.resolve("busybox.tar");
    Files.write(tar, BusyboxRootfs.tar());
    davit.run("import", tar.toString(), IMAGE);
  }

  @AfterEach
  void removesIt() {
    davit.attempt("rm", "-f", "one");
    davit.attempt("rm", "-f", "two");
    Workspace.delete(davit.root().getParent());
    Workspace.delete(files);
  }

  private Tool.Result keep(String name, String volume, String script) {
    return davit
        .attempt(
            "run",
            "--cgroup-parent",
            DavitCommand.CGROUP_PARENT,
            "--name",
            name,
            "-v",
            volume,
            IMAGE,
            "/bin/sh",
            "-ec",
            script)
        .expect(0);
  }

  @Test
  void dataOutlivesItsContainerAndIsNotOnTheOverlay() {
    keep("one", "data:/vol", "echo kept >/vol/file; stat -f -c %T /vol");
    davit.run("rm", "one");
    Tool.Result seen =
        davit.container(
            "-v",
            "data:/vol",
            IMAGE,
            "/bin/sh",
            "-c",
            "cat /vol/file; stat -f -c %t /vol; stat -f -c %t /");
    List<String> lines = seen.expect(0).lines();
    assertEquals("kept", lines.get(0));
    assertEquals("794c7630", lines.get(2), "the root is an overlay");
    assertFalse(lines.get(1).equals(lines.get(2)), "the volume is not");
    assertEquals("data", davit.run("volume", "ls", "-q").line());
  }

  @Test
  void theFirstUseCopiesWhatTheImageHasThereAndABindDoesNot() throws Exception {
    List<String> inImage =
        davit
            .container(
                IMAGE,
                "/bin/sh",
                "-c",
                "rm -f /etc/hosts /etc/hostname /etc/resolv.conf; "
                    + "stat -c %a /etc; test -e /etc/passwd")
            .expect(0)
            .lines();
    assertEquals(
        inImage.get(0),
        davit
            .container(
                "-v", "conf:/etc", IMAGE, "/bin/sh", "-c", "test -e /etc/passwd; stat -c %a /etc")
            .expect(0)
            .lines()
            .get(0));
    davit.container("-v", "conf:/etc", IMAGE, "/bin/sh", "-c", "rm /etc/passwd").expect(0);
    davit.container("-v", "conf:/etc", IMAGE, "/bin/sh", "-c", "test ! -e /etc/passwd").expect(0);
    Path bind = Files.createDirectory(files.resolve("bind"));
    davit
        .container("-v", bind + ":/etc", IMAGE, "/bin/sh", "-c", "test ! -e /etc/passwd")
        .expect(0);
  }

  @Test
  void twoContainersSeeEachOthersWritesAtOnce() throws Exception {
    String[] wait = {
      "-v",
      "shared:/s",
      IMAGE,
      "/bin/sh",
      "-c",
      "echo ready; while ! test -e /s/go; do sleep 0.05; done; cat /s/go; exec sleep 1000"
    };
    try (var reader = davit.start(wait)) {
      assertEquals("ready", reader.readLine());
      davit
          .container("-v", "shared:/s", IMAGE, "/bin/sh", "-c", "echo hello >/s/t; mv /s/t /s/go")
          .expect(0);
      assertEquals("hello", reader.readLine());
    }
  }

  @Test
  void twentyVolumesInOneContainer() throws Exception {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Path bind = Files.createDirectory(files.resolve("b" + i));
      Files.writeString(bind.resolve("number"), "" + i);
      arguments.addAll(List.of("-v", bind + ":/bind/" + i, "-v", "named" + i + ":/named/" + i));
    }
    arguments.addAll(
        List.of(
            IMAGE,
            "/bin/sh",
            "-ec",
            "for i in 0 1 2 3 4 5 6 7 8 9; do cat /bind/$i/number; echo $i >/named/$i/x; done"));
    assertEquals("0123456789", davit.container(arguments.toArray(String[]::new)).expect(0).line());
    assertEquals(10, davit.run("volume", "ls", "-q").lines().size());
    assertEquals(10, davit.run("volume", "prune").lines().size());
    assertEquals("", davit.run("volume", "ls", "-q").out());
  }

  @Test
  void aVolumeInUseIsNotRemoved() {
    keep("one", "data:/vol", "echo x >/vol/x");
    assertEquals(
        "davit: volume data: remove: in use by container one (remove the container first)\n",
        davit.attempt("volume", "rm", "data").expect(1).err());
    assertTrue(davit.run("volume", "inspect", "data").out().contains("\"one\""));
    davit.run("rm", "one");
    davit.run("volume", "rm", "data");
    assertEquals(1, davit.attempt("volume", "rm", "data").exit());
  }

  @Test
  void aContainerOnACopyBehavesAsOnAnOverlay() {
    String script = "echo new >/made; rm /etc/passwd; echo x >>/etc/group";
    davit
        .attempt(
            "run",
            "--cgroup-parent",
            DavitCommand.CGROUP_PARENT,
            "--name",
            "one",
            "--storage-driver",
            "copy",
            IMAGE,
            "/bin/sh",
            "-ec",
            script)
        .expect(0);
    davit
        .attempt(
            "run",
            "--cgroup-parent",
            DavitCommand.CGROUP_PARENT,
            "--name",
            "two",
            IMAGE,
            "/bin/sh",
            "-ec",
            script)
        .expect(0);
    assertEquals(davit.run("diff", "two").out(), davit.run("diff", "one").out());
    davit.run("commit", "one", "made:1");
    assertEquals("new", davit.container("made:1", "/bin/cat", "/made").expect(0).line());
    assertEquals(
        "new",
        davit
            .container("--storage-driver", "copy", "made:1", "/bin/cat", "/made")
            .expect(0)
            .line());
  }

  @Test
  void dfTellsAndPruneFrees() throws Exception {
    keep("one", "data:/vol", "dd if=/dev/zero of=/big bs=1M count=3 2>/dev/null");
    davit.run("commit", "--reproducible", "one", "made:1");
    String df = davit.run("system", "df", "-v").out();
    assertTrue(df.contains("made:1") && df.contains("one") && df.contains("data"), df);
    String json = davit.run("system", "df", "-o", "json").out();
    assertTrue(json.contains("\"uniqueBytes\": 3145728"), json);
    String pruned = davit.run("system", "prune", "-a", "--volumes").out();
    for (String line :
        List.of("removed container one", "removed image made:1", "removed volume data")) {
      assertTrue(pruned.contains(line), pruned);
    }
    assertEquals("", davit.run("images", "-q").out());
    assertEquals(0, davit.root().resolve("overlay2").toFile().list().length);
  }

  @Test
  void checkFindsAndMendsByTheCommand() throws Exception {
    assertEquals("", davit.run("check").out());
    keep("one", "data:/vol", "echo x >/own");
    Files.delete(davit.root().resolve("image/index.json"));
    Files.writeString(davit.root().resolve("containers/" + id() + "/snapshot.json"), "");
    String found = davit.attempt("check").expect(1).out();
    assertTrue(found.contains("image/index.json: missing"), found);
    assertTrue(found.contains("container " + id() + ": its record is damaged"), found);
    davit.run("check", "--repair");
    assertEquals("", davit.run("check").out());
    assertEquals(List.of("A /own"), davit.run("diff", "one").lines());
    davit.container(IMAGE, "/bin/true").expect(0);
  }

  private String id() {
    return davit.root().resolve("containers").toFile().list()[0];
  }
}
