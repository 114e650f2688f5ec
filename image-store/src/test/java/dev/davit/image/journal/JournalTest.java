package dev.davit.image.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.ImageStore;
import dev.davit.image.content.StoreLayout;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final int ENDS = 2000;

  @Test
  void looksForTheDeadWhileTheLivingEnd(@TempDir Path data) throws Exception {
    ImageStore.open(data);
    StoreLayout layout = new StoreLayout(data);
    StoreLock lock = new StoreLock(layout.lock());
    Journal journal = new Journal(layout, lock);
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Integer> looked =
        CompletableFuture.supplyAsync(
            () -> {
              int looks = 0;
              while (!over.get()) {
                lock.exclusive(journal::dead);
                looks++;
                begun.countDown();
              }
              return looks;
            });
    assertTrue(begun.await(60, TimeUnit.SECONDS));
    for (int i = 0; i < ENDS; i++) {
      journal.begin("test").close();
    }
    over.set(true);
    assertTrue(looked.join() > 0);
    assertEquals(0, lock.exclusive(journal::replay), "nothing was left unfinished");
  }
}
