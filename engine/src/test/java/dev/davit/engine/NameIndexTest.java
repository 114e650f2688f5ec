package dev.davit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.davit.engine.ContainerException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameIndexTest {

  @TempDir private Path root;
  private NameIndex names;

  @BeforeEach
  void makeContainers() throws IOException {
    names = new NameIndex(root);
    for (int i = 0; i < 20; i++) {
      Files.createDirectories(root.resolve("containers/id" + i));
    }
  }

  @Test
  void findsWhatWasClaimedUntilItIsReleased() {
    names.claim("web", "id1");
    assertEquals(Optional.of("id1"), new NameIndex(root).find("web"));
    names.release("web", "id1");
    assertEquals(Optional.empty(), names.find("web"));
    names.release("web", "id1");
  }

  @Test
  void refusesANameThatAnotherContainerHas() {
    names.claim("web", "id1");
    ContainerException e = assertThrows(ContainerException.class, () -> names.claim("web", "id2"));
    assertEquals(Reason.NAME_IN_USE, e.reason());
    assertEquals(
        "name web: in use by container id1: choose another, or remove it: davit rm web",
        e.getMessage());
  }

  @Test
  void takesOverTheNameOfAContainerThatIsGone() throws IOException {
    names.claim("web", "id1");
    Files.delete(root.resolve("containers/id1"));
    assertEquals(Optional.empty(), names.find("web"));
    names.claim("web", "id2");
    assertEquals(Optional.of("id2"), names.find("web"));
  }

  @Test
  void doesNotReleaseTheNameOfAnother() {
    names.claim("web", "id1");
    names.release("web", "id2");
    assertEquals(Optional.of("id1"), names.find("web"));
  }

  @Test
  void givesAStaleNameToExactlyOneOfMany() throws Exception {
    names.claim("web", "id0");
    Files.delete(root.resolve("containers/id0"));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> claims = new ArrayList<>();
    for (int i = 1; i < 20; i++) {
      String id = "id" + i;
      claims.add(threads.submit(() -> new NameIndex(root).claim("web", id)));
    }
    int got = 0;
    for (Future<?> claim : claims) {
      try {
        claim.get();
        got++;
      } catch (java.util.concurrent.ExecutionException e) {
        assertEquals(Reason.NAME_IN_USE, ((ContainerException) e.getCause()).reason());
      }
    }
    threads.shutdown();
    assertEquals(1, got);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-x", ".x", "a/b", "a b", "a\n", "ä"})
  void refusesWhatIsNoName(String name) {
    assertThrows(OptionException.class, () -> names.claim(name, "id1"));
    assertEquals(Optional.empty(), names.find(name));
  }

  @Test
  void refusesANameOf300Characters() {
    assertEquals(
        "name: 300 characters: at most 128 are allowed",
        assertThrows(OptionException.class, () -> NameIndex.check("x".repeat(300))).getMessage());
  }
}
