package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a process of a container may not do. */
@Needs({Need.ROOT, Need.OVERLAY, Need.BUSYBOX, Need.RUNC})
class ConfinementTest {
  /** The capabilities that docker and podman leave to a container. */
  private static final long DEFAULT = 0xa80425fbL;

  private static final String STATUS = "grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status";

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void hasNoCapabilityBeyondTheDefaultSet(Subject subject) {
    Map<String, String> status = status(subject.sh(STATUS));
    for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
      long has = Long.parseUnsignedLong(status.get(set), 16);
      assertEquals(0, has & ~DEFAULT, () -> set + " " + status.get(set));
    }
    assertEquals(status.get("CapEff"), status.get("CapBnd"), "nothing more can be gained");
    assertNotEquals("0000000000000000", status.get("CapEff"));
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void cannotMount(Subject subject) {
    Tool.Result result = subject.run(Ask.sh("mount -t tmpfs tmpfs /tmp"));
    assertNotEquals(0, result.exit());
    assertTrue(
        result.err().contains("Operation not permitted") || result.err().contains("denied"),
        result::err);
  }

  @ParameterizedTest
  @MethodSource("dev.davit.nativetest.Subject#both")
  void cannotSetTheClockOrSilenceTheKernelLog(Subject subject) {
    for (String command : List.of("date -s 2001-01-01", "dmesg -n 1")) {
      Tool.Result result = subject.run(Ask.sh(command));
      assertTrue(result.err().contains("not permitted"), result::toString);
    }
  }

  @Test
  void filtersSystemCalls() {
    assertEquals("2", status(Subject.DAVIT.sh(STATUS)).get("Seccomp"), "mode");
    // the kernel lets every user make a user namespace: only the filter refuses it
    Tool.Result refused = Subject.DAVIT.run(Ask.sh("unshare -U true"));
    assertNotEquals(0, refused.exit());
    assertTrue(refused.err().contains("Operation not permitted"), refused::toString);
    SharedImages.busybox()
        .container(
            "--cap-add", "SYS_ADMIN", SharedImages.BUSYBOX, "/bin/sh", "-c", "unshare -U true")
        .expect(0);
  }

  @Test
  void takesAndGivesCapabilitiesByName() {
    DavitCommand davit = SharedImages.busybox();
    String image = SharedImages.BUSYBOX;
    assertEquals(
        "0000000000000000",
        status(davit.container("--cap-drop", "ALL", image, "/bin/sh", "-c", STATUS).expect(0))
            .get("CapEff"));
    assertEquals(
        String.format("%016x", 1L << 10),
        status(
                davit
                    .container(
                        "--cap-drop",
                        "ALL",
                        "--cap-add",
                        "NET_BIND_SERVICE",
                        image,
                        "/bin/sh",
                        "-c",
                        STATUS)
                    .expect(0))
            .get("CapEff"));
    davit
        .container("--cap-add", "SYS_ADMIN", image, "mount", "-t", "tmpfs", "tmpfs", "/tmp")
        .expect(0);
  }

  @Test
  void refusesACapabilityThatDoesNotExist() {
    Tool.Result result =
        SharedImages.busybox()
            .container("--cap-add", "FLY", SharedImages.BUSYBOX, "true")
            .expect(125);
    assertTrue(result.err().contains("FLY"), result::err);
  }

  @Test
  void anotherUserHasNoCapabilities() {
    Tool.Result result =
        SharedImages.busybox()
            .container("-u", "app", SharedImages.BUSYBOX, "/bin/sh", "-c", STATUS)
            .expect(0);
    assertEquals("0000000000000000", status(result).get("CapEff"));
    assertEquals("0000000000000000", status(result).get("CapPrm"));
  }

  @Test
  void getsNoTerminalOrDescriptorOfTheHost() {
    Tool.Result result =
        SharedImages.busybox()
            .container(
                SharedImages.BUSYBOX, "/bin/sh", "-c", "ls /proc/self/fd; cat /proc/self/stat")
            .expect(0);
    List<String> lines = result.lines();
    // ls itself opens the directory as 3
    assertEquals(List.of("0", "1", "2", "3"), lines.subList(0, lines.size() - 1));
    assertEquals("0", lines.get(lines.size() - 1).split(" ")[6], "no controlling terminal");
  }

  private static Map<String, String> status(Tool.Result result) {
    return result.lines().stream()
        .map(l -> l.split(":\\s*"))
        .collect(Collectors.toMap(f -> f[0], f -> f[1]));
  }
}
