package dev.davit.engine.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.file.Content;
import dev.davit.linux.file.Pipe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputSpoolTest {

  private static final String CARRIED = "one\ntwo\n";

  @TempDir Path directory;

  private Path spool() {
    return directory.resolve("stdout");
  }

  private Path log() {
    return directory.resolve("log");
  }

  private void recover() throws Exception {
    LogFile log = new LogFile(log(), 0);
    try (OutputSpool spool = OutputSpool.open(spool())) {
      spool.recover("stdout", log);
    } finally {
      log.close();
    }
  }

  private List<String> logged() throws Exception {
    return Files.readAllLines(log()).stream().map(l -> l.replaceAll("^\\S+ ", "")).toList();
  }

  /** What a process has left that was killed when the log had that note and that text. */
  private void killedAt(long inode, long size) throws Exception {
    ByteBuffer left = ByteBuffer.allocate(16 + CARRIED.length());
    left.putLong(inode).putLong(size).put(CARRIED.getBytes(StandardCharsets.UTF_8));
    Files.write(spool(), left.array());
  }

  @Test
  void carriesOutputOfAPipeIntoTheLogAndLeavesNothing() throws Exception {
    LogFile log = new LogFile(log(), 0);
    try (Pipe pipe = Pipe.open();
        OutputSpool spool = OutputSpool.open(spool())) {
      Content.writeAll(pipe.writeEnd(), CARRIED.getBytes(StandardCharsets.UTF_8));
      byte[] buffer = new byte[Content.CHUNK];
      assertEquals(CARRIED.length(), spool.carry(pipe.readEnd(), "stdout", log, buffer));
      assertEquals(CARRIED, new String(buffer, 0, CARRIED.length(), StandardCharsets.UTF_8));
      pipe.writeEnd().close();
      assertEquals(0, spool.carry(pipe.readEnd(), "stdout", log, buffer));
    }
    log.close();
    assertEquals(List.of("stdout F one", "stdout F two"), logged());
    assertEquals(0, Files.size(spool()));
  }

  @Test
  void logsWhatAKilledProcessHadTakenButNotLogged() throws Exception {
    Files.writeString(log(), "t stdout F before\n");
    killedAt(0, 0);
    recover();
    assertEquals(List.of("stdout F before", "stdout F one", "stdout F two"), logged());
    recover();
    assertEquals(3, logged().size());
  }

  @Test
  void logsOnceWhatAKilledProcessHadLoggedInPartOrAsAWhole() throws Exception {
    Files.writeString(log(), "t stdout F before\n");
    long good = Files.size(log());
    long inode = (Long) Files.getAttribute(log(), "unix:ino");
    for (String text : List.of("", "t stdout F o", "t stdout F one\nt stdout F two\n")) {
      Files.writeString(log(), text, StandardOpenOption.APPEND);
      killedAt(inode, good);
      recover();
      assertEquals(List.of("stdout F before", "stdout F one", "stdout F two"), logged());
      try (var cut = Files.newByteChannel(log(), StandardOpenOption.WRITE)) {
        cut.truncate(good);
      }
    }
  }

  @Test
  void doesNotCutALogThatSomebodyHasPutInThePlaceOfTheOld() throws Exception {
    Files.writeString(log(), "t stdout F of another file\n");
    killedAt(1, 0);
    recover();
    assertTrue(logged().contains("stdout F of another file"));
    assertTrue(logged().contains("stdout F two"));
  }
}
