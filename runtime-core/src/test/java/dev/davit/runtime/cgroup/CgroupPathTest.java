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
  void placesAScopeOfSystemdInItsSlices() {
    assertEquals(
        new CgroupPath("/pods.slice/pods-batch.slice/pods-batch-p1.slice/davit-web.scope"),
        CgroupPath.ofSpec(Optional.of("pods-batch-p1.slice:davit:web"), "c"));
    assertEquals(
        new CgroupPath("/system.slice/davit-web.scope"),
        CgroupPath.ofSpec(Optional.of(":davit:web"), "c"));
    assertEquals(new CgroupPath("/web.scope"), CgroupPath.ofSpec(Optional.of("-.slice::web"), "c"));
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
