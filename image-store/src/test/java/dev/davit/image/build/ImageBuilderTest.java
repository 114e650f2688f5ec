package dev.davit.image.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.TarFixture;
import dev.davit.image.Tools;
import dev.davit.image.TreeListing;
import dev.davit.image.archive.ArchiveFormat;
import dev.davit.image.tar.RawTar;
import dev.davit.oci.image.Digest;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBuilderTest {

  @TempDir Path temp;

  private ImageBuilder app(ImageBuilder builder) throws Exception {
    Path classes = Files.createDirectories(temp.resolve("classes/a/b"));
    Files.writeString(classes.resolve("C.class"), "class");
    Files.writeString(temp.resolve("app.jar"), "jar");
    return builder
        .copy(temp.resolve("app.jar"), "/srv/app.jar")
        .copy(temp.resolve("classes"), "/srv/classes")
        .file("/etc/app.conf", "k=v\n".getBytes(StandardCharsets.UTF_8), 0600)
        .symlink("/srv/current", "app.jar")
        .entrypoint("java", "-jar", "/srv/app.jar")
        .command("--serve")
        .env("A", "b")
        .label("version", "1")
        .workdir("/srv")
        .user("1000:1000")
        .expose("8080")
        .name("app:1");
  }

  @Test
  void theSameInputIsTheSameImageByteForByte() throws Exception {
    Digest first = app(ImageBuilder.fromScratch()).writeLayout(temp.resolve("one"));
    Files.setLastModifiedTime(
        temp.resolve("app.jar"), java.nio.file.attribute.FileTime.fromMillis(5));
    Digest second = app(ImageBuilder.fromScratch()).writeLayout(temp.resolve("two"));
    assertEquals(first, second);
    Tools.run("diff", "-r", temp.resolve("one").toString(), temp.resolve("two").toString());
    Files.writeString(temp.resolve("app.jar"), "other");
  }

  @Test
  void oneByteMoreIsAnotherImage() throws Exception {
    Digest first =
        ImageBuilder.fromScratch().file("/a", new byte[1], 0644).writeLayout(temp.resolve("one"));
    Digest second =
        ImageBuilder.fromScratch().file("/a", new byte[2], 0644).writeLayout(temp.resolve("two"));
    assertTrue(!first.equals(second));
  }

  @Test
  void standsOnItsBaseWhateverFormThatHas() throws Exception {
    Tools.needRoot();
    ImageStore store = ImageStore.open(temp.resolve("data"));
    TarFixture.layers(store, "base:1", new RawTar().directory("etc").file("etc/os", "x").end());
    Path oci = temp.resolve("oci.tar");
    Path docker = temp.resolve("docker.tar");
    try (OutputStream a = Files.newOutputStream(oci);
        OutputStream b = Files.newOutputStream(docker)) {
      store.save(List.of("base:1"), ArchiveFormat.OCI, a);
      store.save(List.of("base:1"), ArchiveFormat.DOCKER, b);
    }
    Digest first = app(ImageBuilder.from(oci)).writeLayout(temp.resolve("one"));
    Digest second = app(ImageBuilder.from(docker)).writeLayout(temp.resolve("two"));
    assertEquals(first, second);
    Digest third =
        app(ImageBuilder.from(temp.resolve("data/image"))).writeLayout(temp.resolve("three"));
    assertEquals(first, third);
    Image built = store.load(temp.resolve("one")).get(0);
    assertEquals(first, built.id());
    assertEquals("app:1", built.displayName());
    assertEquals(2, built.chainIds().size());
    var config = built.config().config().orElseThrow();
    assertEquals(List.of("java", "-jar", "/srv/app.jar"), config.entrypoint());
    assertEquals(List.of("--serve"), config.cmd());
    Path layer = store.snapshots().plan("x", built).lowerdirs().get(0);
    assertEquals(
        "100600 0:0 1.000000000 4", TreeListing.of(layer).get("etc/app.conf").substring(0, 24));
    assertTrue(TreeListing.of(layer).get("srv/current").endsWith("-> app.jar"));
  }

  @Test
  void skopeoAndPodmanTakeIt() throws Exception {
    Tools.needRoot();
    Tools.need("skopeo");
    Tools.need("podman");
    Digest id = app(ImageBuilder.fromScratch()).writeLayout(temp.resolve("layout"));
    String inspected = Tools.run("skopeo", "inspect", "--config", "oci:" + temp.resolve("layout"));
    assertTrue(inspected.contains("8080/tcp"), inspected);
    String podman =
        "podman --root %1$s/podman --runroot %1$s/run --storage-driver vfs ".formatted(temp);
    Tools.sh(temp, podman + "pull -q oci:layout");
    assertTrue(Tools.sh(temp, podman + "images -q --no-trunc").contains(id.toString()));
    Tools.sh(temp, podman + "rmi -af >/dev/null");
  }

  @Test
  void needsNoRoot() throws Exception {
    Tools.needRoot();
    Tools.need("setpriv");
    Path place = Files.createDirectory(temp.resolve("user"));
    Tools.sh(temp, "chmod 755 .; chown 65534:65534 user");
    StringBuilder readable = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(":")) {
      if (Files.exists(Path.of(entry))) {
        String copy = temp.resolve("cp-" + readable.length()).toString();
        Tools.run("cp", "-r", entry, copy);
        readable.append(readable.isEmpty() ? "" : ":").append(copy);
      }
    }
    Tools.sh(temp, "chmod -R a+rX cp-*");
    Tools.run(
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        System.getProperty("java.home") + "/bin/java",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        readable.toString(),
        Unprivileged.class.getName(),
        place.resolve("layout").toString());
    assertTrue(Files.exists(place.resolve("layout/index.json")));
  }

  @Test
  void refusesWhatMakesNoSense() throws Exception {
    ImageBuilder builder = ImageBuilder.fromScratch();
    for (String path : List.of("relative", "/a/../b")) {
      assertThrows(
          IllegalArgumentException.class, () -> builder.file(path, new byte[0], 0644), path);
    }
    builder.file("/d/f", new byte[0], 0644);
    assertThrows(IllegalArgumentException.class, () -> builder.file("/d", new byte[0], 0644));
    assertThrows(ImageException.Storage.class, () -> builder.copy(temp.resolve("none"), "/none"));
    Files.createDirectories(temp.resolve("full/x"));
    assertThrows(ImageException.Exists.class, () -> builder.writeLayout(temp.resolve("full")));
  }

  /** Builds in a process of another user. */
  static final class Unprivileged {
    private Unprivileged() {}

    /** The layout's directory. */
    public static void main(String[] args) {
      ImageBuilder.fromScratch()
          .file("/a", new byte[] {1}, 04755)
          .name("a:1")
          .writeLayout(Path.of(args[0]));
    }
  }
}
