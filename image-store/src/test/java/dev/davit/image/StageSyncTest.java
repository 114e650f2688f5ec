package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageSyncTest {

  private static final long MUCH = 64L << 20;

  @TempDir Path directory;

  @Test
  void syncsWhileMoreIsWrittenAndWaitsForItAtTheEnd() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    try (StageSync sync =
        new StageSync(
            directory,
            fd -> {
              begun.countDown();
              await(goOn);
              ended.incrementAndGet();
            })) {
      sync.written(MUCH - 1);
      sync.written(1);
      await(begun);
      // One at a time: this does not wait for the disk, and begins no other one.
      sync.written(MUCH);
      assertEquals(0, ended.get());
      goOn.countDown();
      sync.finish();
    }
    assertEquals(2, ended.get());
  }

  @Test
  void anErrorOfAnEarlySyncFailsTheWhole() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    try (StageSync sync =
        new StageSync(
            directory,
            fd -> {
              if (calls.getAndIncrement() == 0) {
                done.countDown();
                throw new ErrnoException("syncfs(7)", Errno.EIO);
              }
            })) {
      sync.written(MUCH);
      await(done);
      ImageException.Storage failure = assertThrows(ImageException.Storage.class, sync::finish);
      assertTrue(failure.getMessage().contains("syncfs(7): EIO"), failure.getMessage());
    }
  }

  @Test
  void syncsSmallThingsOnce() {
    AtomicInteger calls = new AtomicInteger();
    try (StageSync sync = new StageSync(directory, fd -> calls.incrementAndGet())) {
      sync.written(MUCH - 1);
      sync.finish();
    }
    assertEquals(1, calls.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
