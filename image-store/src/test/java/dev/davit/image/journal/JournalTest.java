package dev.davit.image.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.ImageStore;
import dev.davit.image.content.StoreLayout;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final int ENDS = 2000;

  @Test
  void looksForTheDeadWhileTheLivingEnd(@TempDir Path data) {
    ImageStore.open(data);
    StoreLayout layout = new StoreLayout(data);
    StoreLock lock = new StoreLock(layout.lock());
    Journal journal = new Journal(layout, lock);
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Integer> looked =
        CompletableFuture.supplyAsync(
            () -> {
              int looks = 0;
              while (!over.get()) {
                lock.exclusive(journal::dead);
                looks++;
              }
              return looks;
            });
    for (int i = 0; i < ENDS; i++) {
      journal.begin("test").close();
    }
    over.set(true);
    assertTrue(looked.join() > 0);
    assertEquals(0, lock.exclusive(journal::replay), "nothing was left unfinished");
  }
}
