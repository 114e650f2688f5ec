package dev.davit.runtime.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupPathTest {

  @ParameterizedTest
  @CsvSource({
    ", /davit/web",
    "'', /davit/web",
    "/pods/p1/c, /pods/p1/c",
    "//pods///p1/, /pods/p1",
    "pods/p1, /davit/pods/p1",
    "a:b, /davit/a:b"
  })
  void respectsWhatTheConfigurationAsksFor(String cgroupsPath, String path) {
    assertEquals(new CgroupPath(path), CgroupPath.ofSpec(Optional.ofNullable(cgroupsPath), "web"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a/../b", "/a/./b", "/a//b", "/a/", "/a\nb", "/.."})
  void refusesWhatIsNotAPlace(String text) {
    assertThrows(IllegalArgumentException.class, () -> new CgroupPath(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "//", "../x", "/a/../../b"})
  void refusesPlacesOutsideOfItsOwn(String cgroupsPath) {
    assertThrows(
        IllegalArgumentException.class, () -> CgroupPath.ofSpec(Optional.of(cgroupsPath), "web"));
  }

  @Test
  void saysThatASystemdNameNeedsSystemd() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> CgroupPath.ofSpec(Optional.of("machine.slice:davit:web"), "web"));
    assertEquals(
        "cgroup path \"machine.slice:davit:web\": names a systemd slice and scope, which need the"
            + " systemd driver",
        e.getMessage());
  }

  @Test
  void isADirectoryInEveryHierarchy() {
    CgroupPath path = CgroupPath.DAVIT.child("web");
    assertEquals(CgroupPath.DAVIT, path.parent());
    assertEquals(CgroupPath.ROOT, path.parent().parent());
    assertEquals(CgroupPath.ROOT, CgroupPath.ROOT.parent());
    assertEquals(
        Path.of("/sys/fs/cgroup/memory/davit/web"), path.in(Path.of("/sys/fs/cgroup/memory")));
    assertEquals(Path.of("/sys/fs/cgroup"), CgroupPath.ROOT.in(Path.of("/sys/fs/cgroup")));
  }
}
