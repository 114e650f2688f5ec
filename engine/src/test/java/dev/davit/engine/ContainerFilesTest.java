package dev.davit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerFilesTest {

  private static final ContainerRecord RECORD =
      new ContainerRecord(
          "abc",
          Optional.of("web"),
          "debian:12",
          Optional.of("sha256:1"),
          List.of("sh", "-c", "echo \"ä\"\n"),
          Instant.parse("2026-01-02T03:04:05.123456789Z"),
          Map.of("a", "b"),
          List.of("/proc", "/data"),
          List.of("db"),
          Optional.of(
              new ProcessDefaults(
                  List.of("PATH=/bin", "A=b=c"), "/srv", "app:staff", List.of("CAP_KILL"), true)),
          Optional.of("SIGQUIT"),
          Optional.of("/usr/sbin/runc"));

  @TempDir private Path root;
  private ContainerFiles files;

  @BeforeEach
  void makeDirectory() throws IOException {
    files = new ContainerFiles(root);
    Files.createDirectories(files.directory("abc"));
  }

  @Test
  void readsWhatItWrote() {
    files.write(RECORD, true);
    assertEquals(Optional.of(RECORD), files.read("abc"));
    ContainerRecord bare =
        new ContainerRecord(
            "abc",
            Optional.empty(),
            "/",
            Optional.empty(),
            List.of(),
            RECORD.created(),
            Map.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    files.write(bare, false);
    assertEquals(Optional.of(bare), files.read("abc"));
    assertEquals(List.of("abc"), files.ids());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"id\":{}}",
        "{\"id\":\"a\",\"image\":\"b\",\"created\":\"never\"}"
      })
  void passesOverADamagedRecord(String text) throws IOException {
    Files.writeString(files.directory("abc").resolve("container.json"), text);
    assertEquals(Optional.empty(), files.read("abc"));
    assertThrows(IOException.class, () -> ContainerRecord.parse(text));
  }

  @Test
  void namesTheContainerInItsHostsFile() throws IOException {
    files.writeMounted("abc", "box", Network.NONE);
    String hosts = Files.readString(Path.of(files.mounted("abc").get("/etc/hosts")));
    assertTrue(hosts.contains("127.0.0.1\tlocalhost\n"), hosts);
    assertTrue(hosts.contains("127.0.1.1\tbox\n"), hosts);
    assertEquals("box\n", Files.readString(Path.of(files.mounted("abc").get("/etc/hostname"))));
  }

  @Test
  void listsNoContainerThatIsHalfMadeOrHalfRemoved() throws IOException {
    Files.createDirectories(files.directory(".new-def"));
    assertEquals(List.of("abc"), files.ids());
  }

  @Test
  void listsNothingWhereNothingIs() {
    assertEquals(List.of(), new ContainerFiles(root.resolve("none")).ids());
  }
}
