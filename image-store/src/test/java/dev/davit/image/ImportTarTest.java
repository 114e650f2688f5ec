package dev.davit.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.archive.ArchiveFormat;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
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

  /** Its files are in the store already: a second copy of them would be of no use. */
  @Test
  void compressesATarThatIsNot() throws Exception {
    Tools.needRoot();
    Path tree = Files.createDirectories(temp.resolve("tree"));
    Files.writeString(tree.resolve("zeros"), "0".repeat(1 << 20));
    run("tar", "-C", tree.toString(), "-cf", temp.resolve("x.tar").toString(), ".");
    ImageStore store = ImageStore.open(temp.resolve("data"));
    Image image =
        store.importTar(temp.resolve("x.tar"), "box", ContainerConfig.empty(), ImportListener.NONE);
    byte[] tar = Files.readAllBytes(temp.resolve("x.tar"));
    assertEquals(List.of(Digest.sha256(tar)), image.config().rootfs().diffIds());
    assertTrue(store.usage().archiveBytes() < tar.length / 10, store.usage().toString());
    Path saved = temp.resolve("saved.tar");
    try (OutputStream out = Files.newOutputStream(saved)) {
      store.save(List.of("box"), ArchiveFormat.OCI, out);
    }
    ImageStore other = ImageStore.open(temp.resolve("other"));
    assertEquals(image.id(), other.load(saved).get(0).id());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
