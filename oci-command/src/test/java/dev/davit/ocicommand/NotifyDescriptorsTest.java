package dev.davit.ocicommand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.davit.linux.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a socket for sd_notify(3) leaves open. */
class NotifyDescriptorsTest {

  @TempDir Path directory;

  private static List<Path> open() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(NotifyDescriptorsTest::isOfInterest).sorted().toList();
    }
  }

  private static boolean isOfInterest(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("socket:") || target.contains("pidfd");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void areNoneWhereTheProcessHasGoneOrThereIsNoPlace() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    Path socket = directory.resolve("socket");
    Path nowhere = directory.resolve("none/socket");
    int own = (int) ProcessHandle.current().pid();
    // what is loaded by the first call stays open
    NotifySocket.listen("/manager", socket, own).close();
    Files.delete(socket);
    List<Path> before = open();
    assertThrows(
        ErrnoException.class, () -> NotifySocket.listen("/manager", socket, (int) process.pid()));
    assertFalse(Files.exists(socket));
    assertThrows(ErrnoException.class, () -> NotifySocket.listen("/manager", nowhere, own));
    assertEquals(before, open());
    NotifySocket listening = NotifySocket.listen("/manager", socket, own);
    assertEquals(before.size() + 2, open().size());
    listening.close();
    assertEquals(before, open());
  }
}
