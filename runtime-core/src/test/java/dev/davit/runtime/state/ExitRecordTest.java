package dev.davit.runtime.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitRecordTest {

  private static final int SIGCHLD = 17;

  @TempDir private Path directory;

  private static byte[] record(int signo, int code, int status) {
    ByteBuffer out = ByteBuffer.allocate(288).order(ByteOrder.nativeOrder());
    out.putInt(0, signo).putInt(8, code).putInt(16, 4711).putInt(24, status);
    out.putLong(128, 1).putLong(136, 500_000).putLong(144, 0).putLong(152, 250).putLong(160, 2048);
    out.putLong(272, 1_700_000_000L).putLong(280, 123_456_789L);
    return out.array();
  }

  @Test
  void readsAnExitCodeWithItsTimesAndUsage() {
    assertEquals(
        Optional.of(
            new ExitRecord(
                4711,
                new ExitStatus.Exited(42),
                Instant.ofEpochSecond(1_700_000_000L, 123_456_789L),
                Duration.ofMillis(1500),
                Duration.ofNanos(250_000),
                2048,
                false)),
        ExitRecord.parse(record(SIGCHLD, 1, 42)));
  }

  @Test
  void readsWhetherTheKernelKilledForWantOfMemory() {
    byte[] record = record(SIGCHLD, 2, 9);
    byte[] events = "low 0\nhigh 0\nmax 31\noom 1\noom_kill 1\n".getBytes();
    byte[] both = Arrays.copyOf(record, ExitRecord.MAX_SIZE);
    System.arraycopy(events, 0, both, ExitRecord.SIZE, events.length);
    assertTrue(ExitRecord.parse(both).orElseThrow().oomKilled());
    both[ExitRecord.SIZE + events.length - 2] = '0';
    assertFalse(ExitRecord.parse(both).orElseThrow().oomKilled());
  }

  @Test
  void tellsSignalsAndCoreDumpsApart() {
    assertEquals(
        new ExitStatus.Signaled(9, false),
        ExitRecord.parse(record(SIGCHLD, 2, 9)).orElseThrow().status());
    ExitStatus dumped = ExitRecord.parse(record(SIGCHLD, 3, 11)).orElseThrow().status();
    assertEquals(new ExitStatus.Signaled(11, true), dumped);
    assertEquals(139, dumped.code());
  }

  @Test
  void hasNoRecordInAPartOfOne() {
    byte[] whole = record(SIGCHLD, 1, 0);
    for (int size = 0; size < ExitRecord.SIZE; size++) {
      assertTrue(ExitRecord.parse(java.util.Arrays.copyOf(whole, size)).isEmpty());
    }
  }

  @Test
  void hasNoRecordInOtherBytes() {
    assertTrue(ExitRecord.parse(new byte[ExitRecord.SIZE]).isEmpty());
    assertTrue(ExitRecord.parse(record(SIGCHLD, 6, 0)).isEmpty());
    assertTrue(ExitRecord.parse(record(SIGCHLD, 2, 0)).isEmpty());
    byte[] farFuture = record(SIGCHLD, 1, 0);
    ByteBuffer.wrap(farFuture).order(ByteOrder.nativeOrder()).putLong(272, Long.MAX_VALUE);
    assertTrue(ExitRecord.parse(farFuture).isEmpty());
  }

  @Test
  void readsAFileThatMayNotBeThereYet() throws IOException {
    Path file = directory.resolve("exit");
    assertTrue(ExitRecord.read(file).isEmpty());
    Files.write(file, new byte[0]);
    assertTrue(ExitRecord.read(file).isEmpty());
    Files.write(file, record(SIGCHLD, 1, 7));
    assertEquals(7, ExitRecord.read(file).orElseThrow().status().code());
  }
}
