package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.image.tar.RawTar;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that use one store at once. */
class ManyProcessesTest {

  private static final int PROCESSES = 3;
  private static final int ROUNDS = 5;

  @TempDir Path temp;

  @Test
  void loadPrepareCommitTagRemoveAndCollectAtOnce() throws Exception {
    Tools.needRoot();
    Path root = temp.resolve("data");
    Image kept = TarFixture.layers(ImageStore.open(root), "kept:1", Worker.BASE);
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      File out = temp.resolve("out-" + i).toFile();
      processes.add(
          new ProcessBuilder(
                  System.getProperty("java.home") + "/bin/java",
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Worker.class.getName(),
                  root.toString(),
                  Integer.toString(i))
              .redirectErrorStream(true)
              .redirectOutput(out)
              .start());
    }
    for (int i = 0; i < PROCESSES; i++) {
      boolean ended = processes.get(i).waitFor(180, TimeUnit.SECONDS);
      processes.get(i).destroyForcibly();
      assertEquals(true, ended, "process " + i + " hangs");
      assertEquals(0, processes.get(i).exitValue(), Files.readString(temp.resolve("out-" + i)));
    }
    assertEquals(List.of(), ImageStore.check(root, CheckRequest.LOOK, id -> Optional.empty()));
    ImageStore store = ImageStore.open(root);
    assertEquals(List.of(kept.id()), store.images().stream().map(Image::id).toList());
    assertEquals(1, root.resolve("overlay2").toFile().list().length);
    assertEquals(0, root.resolve("journal").toFile().list().length);
  }

  /** One of the processes. */
  static final class Worker {
    static final byte[] BASE = new RawTar().file("base", "base").end();

    private Worker() {}

    /** The data root and the number of the process. */
    public static void main(String[] args) {
      String own = args[1];
      for (int round = 0; round < ROUNDS; round++) {
        ImageStore store = ImageStore.open(Path.of(args[0]));
        byte[] shared = new RawTar().file("shared", "" + round % 3).end();
        String name = "img-" + own + ":" + round;
        Image image = TarFixture.layers(store, name, BASE, shared);
        String id = "c-" + own + "-" + round;
        try {
          Files.writeString(store.snapshots().prepare(id, image).upperdir().resolve("x"), id);
        } catch (java.io.IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
        store.tag(name, "other-" + own);
        store.commit(id, Commit.as("made-" + own), changes -> changes);
        store.collectGarbage();
        store.snapshots().remove(id);
        store.remove("made-" + own, false);
        store.remove("other-" + own, false);
        store.images().stream()
            .flatMap(i -> i.references().stream())
            .map(r -> r.familiar())
            .filter(name::equals)
            .forEach(n -> store.remove(n, false));
      }
    }
  }
}
