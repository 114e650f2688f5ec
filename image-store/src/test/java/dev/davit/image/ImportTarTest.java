package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.snapshot.Snapshot;
import dev.davit.oci.image.ContainerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTarTest {

  @TempDir Path temp;

  @Test
  void makesAnImageOfOneLayerFromATar() throws Exception {
    Tools.needRoot();
    Path tree = Files.createDirectories(temp.resolve("tree/etc"));
    Files.writeString(tree.resolve("hostname"), "box\n");
    run("tar", "-C", temp.resolve("tree").toString(), "-cf", temp.resolve("x.tar").toString(), ".");
    ImageStore store = ImageStore.open(temp.resolve("data"));
    Image image =
        store.importTar(temp.resolve("x.tar"), "box", ContainerConfig.empty(), ImportListener.NONE);
    assertEquals("box:latest", image.displayName());
    assertEquals(image, store.resolve("box"));
    Snapshot snapshot = store.snapshots().prepare("c1", store.resolve("box"));
    assertEquals("box\n", Files.readString(snapshot.lowerdirs().get(0).resolve("etc/hostname")));
    assertThrows(ImageException.InUse.class, () -> store.remove("box", false));
    assertTrue(store.snapshots().remove("c1"));
    store.remove("box", false);
    assertEquals(List.of(), store.images());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
