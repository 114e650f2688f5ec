package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The root of a container, what is mounted in it, and what is hidden of /proc and /sys. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.RUNC})
class RootFilesystemTest {

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void cannotBeLeftUpwards(Subject subject) {
    String out = subject.sh("cd /../../../..; pwd; test -x bin/busybox && echo mine").line();
    assertEquals("/\nmine", out);
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void hasTheFileSystemsThatTheSpecificationAsksFor(Subject subject) {
    Map<String, String> types =
        subject.sh("cat /proc/self/mountinfo").lines().stream()
            .collect(
                Collectors.toMap(
                    l -> l.split(" ")[4],
                    l -> l.substring(l.indexOf(" - ") + 3).split(" ")[0],
                    (a, b) -> b));
    assertEquals("proc", types.get("/proc"));
    assertEquals("sysfs", types.get("/sys"));
    assertEquals("tmpfs", types.get("/dev"));
    assertEquals("devpts", types.get("/dev/pts"));
    assertEquals("tmpfs", types.get("/dev/shm"));
    assertEquals("mqueue", types.get("/dev/mqueue"));
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void hasTheDevicesThatTheSpecificationAsksFor(Subject subject) {
    String out =
        subject
            .sh(
                "for d in null zero full random urandom tty; do stat -c '%n %F %t:%T %a' /dev/$d; done;"
                    + "for l in fd stdin stdout stderr ptmx; do echo $l $(readlink /dev/$l); done")
            .line();
    assertEquals(
        String.join(
            "\n",
            "/dev/null character special file 1:3 666",
            "/dev/zero character special file 1:5 666",
            "/dev/full character special file 1:7 666",
            "/dev/random character special file 1:8 666",
            "/dev/urandom character special file 1:9 666",
            "/dev/tty character special file 5:0 666",
            "fd /proc/self/fd",
            "stdin /proc/self/fd/0",
            "stdout /proc/self/fd/1",
            "stderr /proc/self/fd/2",
            "ptmx pts/ptmx"),
        out);
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void itsDevicesWork(Subject subject) {
    String script =
        "echo gone >/dev/null; head -c 4 /dev/zero | wc -c; head -c 4 /dev/urandom | wc -c;"
            + "echo x >/dev/full || echo full";
    assertEquals(List.of("4", "4", "full"), subject.sh(script).lines());
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void hidesWhatTellsAboutTheHost(Subject subject) {
    String script =
        "for f in kcore keys timer_list; do test -e /proc/$f && head -c 1 /proc/$f | wc -c; done;"
            + "for d in /proc/scsi /sys/firmware; do test -d $d && ls -A $d | wc -l; done; true";
    for (String count : subject.sh(script).lines()) {
      assertEquals("0", count.trim());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void refusesWritesToTheControlsOfTheKernel(Subject subject) {
    for (String file :
        List.of("/proc/sys/kernel/hostname", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper")) {
      Tool.Result result = subject.run(Ask.sh("test -e " + file + " || exit 9; echo h >" + file));
      if (result.exit() != 9) {
        assertNotEquals(0, result.exit(), file);
        assertTrue(result.err().contains("Read-only file system"), result::err);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void takesNoWriteWhenItIsReadOnly(Subject subject) {
    Tool.Result result =
        subject.run(
            Ask.sh("touch /new; echo x >/etc/passwd; rm /bin/sh; echo $?").onReadOnlyRoot());
    assertEquals("1", result.expect(0).line());
    assertEquals(3, result.err().lines().filter(l -> l.contains("Read-only file system")).count());
    assertEquals(
        "ok", subject.run(Ask.sh("echo ok >/dev/shm/x; cat /dev/shm/x").onReadOnlyRoot()).line());
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void bindsDirectoriesAndFilesOfTheHost(Subject subject) throws IOException {
    Path directory = Workspace.directory("volume");
    Files.writeString(directory.resolve("in"), "from the host\n");
    Ask ask =
        Ask.sh("cat /volume/in /single; echo back >/volume/out; stat -f -c %T /volume")
            .bind(directory + ":/volume")
            .bind(directory.resolve("in") + ":/single:ro");
    List<String> lines = subject.run(ask).expect(0).lines();
    assertEquals(List.of("from the host", "from the host"), lines.subList(0, 2));
    assertFalse(lines.get(2).contains("overlay"), "a bind shows the host's own file system");
    assertEquals("back\n", Files.readString(directory.resolve("out")));
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void bindsReadOnlyWhenAsked(Subject subject) throws IOException {
    Path directory = Workspace.directory("volume");
    Files.writeString(directory.resolve("in"), "kept");
    Tool.Result result =
        subject.run(Ask.sh("echo changed >/volume/in").bind(directory + ":/volume:ro"));
    assertNotEquals(0, result.exit());
    assertTrue(result.err().contains("Read-only file system"), result::err);
    assertEquals("kept", Files.readString(directory.resolve("in")));
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void showsTheHostsMountsBelowABoundDirectory(Subject subject) throws IOException {
    Path directory = Workspace.directory("volume");
    Path point = Files.createDirectory(directory.resolve("below"));
    Tool.run("mount", "-t", "tmpfs", "tmpfs", point.toString());
    try {
      Files.writeString(point.resolve("deep"), "seen\n");
      assertEquals(
          "seen",
          subject.run(Ask.sh("cat /volume/below/deep").bind(directory + ":/volume")).line());
    } finally {
      Tool.run("umount", point.toString());
    }
  }
}
