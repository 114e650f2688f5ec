package dev.davit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeTest {

  @Test
  void readsSourceDestinationAndOptions() {
    assertEquals(
        new Volume(Path.of("/a b"), "/c", List.of("ro", "noexec")),
        Volume.parse("/a b:/c:ro,noexec"));
    assertTrue(Volume.parse("/a:/c:ro").readOnly());
    assertFalse(Volume.parse("/a:/c").readOnly());
  }

  @Test
  void takesARelativeSourceFromTheWorkingDirectory() {
    assertEquals(Path.of("src").toAbsolutePath(), Volume.parse("./src:/src").source());
  }

  @Test
  void keepsDotsThatASymbolicLinkMayChange() {
    assertEquals(Path.of("/a/../b"), Volume.parse("/a/../b:/c").source());
  }

  @ParameterizedTest
  @CsvSource({
    "/a, 'volume: \"/a\": not of the form SRC:DST[:ro]'",
    "/a:/b:ro:x, 'volume: \"/a:/b:ro:x\": not of the form SRC:DST[:ro]'",
    "data:/b, 'volume: \"data:/b\": a named volume cannot be used here: give a path, such as ./data'",
    "/a:b, 'volume: destination \"b\": not an absolute path below / in the container'",
    "/a:/, 'volume: destination \"/\": not an absolute path below / in the container'",
    "/a:/b:zz, 'volume: option \"zz\": unknown: use ro, nosuid, nodev, noexec or a propagation'"
  })
  void refusesWhatIsNoVolume(String text, String message) {
    assertEquals(
        message, assertThrows(OptionException.class, () -> Volume.parse(text)).getMessage());
  }

  @Test
  void aNameIsAVolumeOfTheDataRoot() {
    Path volumes = Path.of("/root/volumes");
    assertEquals(
        new Volume(Path.of("/root/volumes/db/data"), "/b", List.of("ro")),
        Volume.parse("db:/b:ro", volumes));
    assertEquals(Path.of("/db"), Volume.parse("/db:/b", volumes).source());
    assertThrows(OptionException.class, () -> Volume.parse("a:/b", volumes));
    assertThrows(OptionException.class, () -> Volume.parse("a b:/b", volumes));
  }

  @Test
  void readsTmpfs() {
    assertEquals(new Tmpfs("/t", List.of()), Tmpfs.parse("/t"));
    assertEquals(new Tmpfs("/t", List.of("size=1m", "exec")), Tmpfs.parse("/t:size=1m,exec"));
    assertThrows(OptionException.class, () -> Tmpfs.parse("t"));
  }

  @Test
  void readsNetworks() {
    assertEquals(Network.HOST, Network.parse("host"));
    assertEquals(
        "network: \"bridge\": unknown: use none, host, pasta or slirp4netns",
        assertThrows(OptionException.class, () -> Network.parse("bridge")).getMessage());
  }
}
