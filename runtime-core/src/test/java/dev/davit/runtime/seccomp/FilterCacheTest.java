package dev.davit.runtime.seccomp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.SeccompAction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters on disk: found again, and never believed when somebody else could have written them. */
class FilterCacheTest {

  private static final byte[] INSTRUCTIONS = {6, 0, 0, 0, 0, 0, -1, 127};

  @TempDir Path temporary;
  private Path directory;
  private FilterCache cache;

  @BeforeEach
  void keepOne() {
    directory = temporary.resolve("seccomp");
    cache = new FilterCache(Optional.of(directory));
    cache.keep(section(SeccompAction.SCMP_ACT_ALLOW), INSTRUCTIONS);
    Assumptions.assumeTrue(Files.exists(directory), "no libseccomp here");
  }

  private static Seccomp section(SeccompAction action) {
    return new Seccomp(
        action,
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Map.of());
  }

  private Optional<byte[]> find() {
    return cache.find(section(SeccompAction.SCMP_ACT_ALLOW));
  }

  private Path entry() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.findFirst().orElseThrow();
    }
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void findsWhatItKeptAndNothingElse() {
    assertArrayEquals(INSTRUCTIONS, find().orElseThrow());
    assertEquals(Optional.empty(), cache.find(section(SeccompAction.SCMP_ACT_LOG)));
  }

  @Test
  void doesNotBelieveAnEntryThatOthersMayWrite() throws Exception {
    mode(entry(), "rw-rw-r--");
    assertEquals(Optional.empty(), find());
  }

  @Test
  void doesNotBelieveADirectoryThatOthersMayWrite() throws Exception {
    mode(directory, "rwxrwxrwx");
    assertEquals(Optional.empty(), find());
  }

  @Test
  void doesNotBelieveAnEntryOfSomebodyElse() throws Exception {
    Assumptions.assumeTrue(dev.davit.linux.process.Processes.effectiveUid() == 0, "needs root");
    Files.setAttribute(entry(), "unix:uid", 1);
    assertEquals(Optional.empty(), find());
  }

  @Test
  void doesNotFollowALink() throws Exception {
    Path entry = entry();
    Path elsewhere = Files.move(entry, temporary.resolve("elsewhere"));
    Files.createSymbolicLink(entry, elsewhere);
    assertEquals(Optional.empty(), find());
  }

  @Test
  void noticesDamage() throws Exception {
    byte[] bytes = Files.readAllBytes(entry());
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      Files.write(entry(), damaged);
      assertEquals(Optional.empty(), find(), "byte " + i);
    }
    Files.write(entry(), java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertEquals(Optional.empty(), find());
    Files.write(entry(), new byte[0]);
    assertEquals(Optional.empty(), find());
  }

  @Test
  void servesAProcessThatNeverLoadsTheLibrary() {
    Seccomp section = section(SeccompAction.SCMP_ACT_ALLOW);
    byte[] compiled = new SeccompFilters(directory).compiled(section);
    // the entry made above says so; a compiled one begins by looking at the architecture
    assertArrayEquals(INSTRUCTIONS, compiled);
    assertTrue(new SeccompFilters().compiled(section).length > INSTRUCTIONS.length);
  }
}
