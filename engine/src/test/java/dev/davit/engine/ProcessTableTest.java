package dev.davit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {

  @TempDir private Path directory;

  @Test
  void readsAProcessWhoseNameLooksLikeTheRest() throws IOException {
    Files.writeString(
        directory.resolve("stat"),
        "4711 (a) R 1 (b) S 12 4711 4711 0 -1 4194560 1 2 3 4 150 25 0 0 20 0 3 0 99\n");
    Files.writeString(
        directory.resolve("status"),
        "Name:\ta) R 1 (b\nUmask:\t0022\nState:\tS (sleeping)\nPPid:\t12\n"
            + "Uid:\t0\t1000\t1000\t1000\nVmRSS:\t    2048 kB\nThreads:\t3\nNSpid:\t4711\t7\n");
    Files.writeString(directory.resolve("cmdline"), "sh\0-c\0\0two words\0");
    assertEquals(
        new ContainerProcess(
            4711,
            7,
            12,
            1000,
            'S',
            3,
            2048 * 1024,
            Duration.ofMillis(1750),
            List.of("sh", "-c", "", "two words")),
        ProcessTable.read(directory, 4711));
  }

  @Test
  void namesAProcessWithoutArgumentsInBrackets() throws IOException {
    Files.writeString(
        directory.resolve("stat"), "7 (gone) Z 1 7 7 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 9\n");
    Files.writeString(
        directory.resolve("status"), "Name:\tgone\nPPid:\t1\nUid:\t0\t0\t0\t0\nThreads:\t1\n");
    Files.writeString(directory.resolve("cmdline"), "");
    ContainerProcess zombie = ProcessTable.read(directory, 7);
    assertEquals(List.of("[gone]"), zombie.command());
    assertEquals(0, zombie.residentBytes());
    assertEquals(7, zombie.innerPid());
  }

  @Test
  void passesOverWhatHasEnded() {
    int self = (int) ProcessHandle.current().pid();
    List<ContainerProcess> found = ProcessTable.read(List.of(self, Integer.MAX_VALUE));
    assertEquals(1, found.size());
    assertTrue(found.get(0).residentBytes() > 0);
    assertTrue(found.get(0).threads() > 1);
  }
}
