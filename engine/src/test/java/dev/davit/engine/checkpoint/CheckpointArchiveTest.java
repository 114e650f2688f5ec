package dev.davit.engine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.ImageException;
import dev.davit.image.tar.EntryType;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.Segment;
import dev.davit.image.tar.TarEntry;
import dev.davit.image.tar.TarReader;
import dev.davit.image.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in an archive of a saved container, and what is not taken out of one. */
class CheckpointArchiveTest {

  @TempDir private Path place;
  private Path saved;
  private Path archive;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    saved = Files.createDirectories(place.resolve("saved"));
    out = Files.createDirectories(place.resolve("out"));
    archive = place.resolve("container.tar");
  }

  private void complete(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("checkpoint"));
    Files.writeString(directory.resolve("checkpoint/inventory.img"), "inventory");
    Files.writeString(directory.resolve("checkpoint/pages-1.img"), "p".repeat(70_000));
    Files.writeString(directory.resolve("config.dump"), "{\"name\": \"app\"}");
    Files.writeString(directory.resolve("spec.dump"), "{}");
    CheckpointArchive.writeDeleted(directory, List.of("/etc/group", "/a b"));
  }

  @Test
  void hasTheNamesThatOtherEnginesRead() throws IOException {
    complete(saved);
    CheckpointArchive.pack(saved, archive);
    List<String> names = new ArrayList<>();
    try (InputStream in = Files.newInputStream(archive)) {
      TarReader tar = new TarReader(in, "archive");
      for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
        names.add(entry.get().name().toString());
      }
    }
    assertEquals(
        List.of(
            "checkpoint/",
            "checkpoint/inventory.img",
            "checkpoint/pages-1.img",
            "config.dump",
            "deleted.files",
            "spec.dump"),
        names);
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)));
    try (var files = Files.list(place)) {
      assertEquals(3, files.count(), "nothing unfinished is left");
    }
  }

  @Test
  void givesBackWhatWasPacked() throws IOException {
    complete(saved);
    CheckpointArchive.pack(saved, archive);
    CheckpointArchive.unpack(archive, out);
    assertEquals("p".repeat(70_000), Files.readString(out.resolve("checkpoint/pages-1.img")));
    assertEquals(List.of("/etc/group", "/a b"), CheckpointArchive.readDeleted(out));
    assertEquals(Optional.of("{}"), CheckpointArchive.read(archive, CheckpointArchive.SPEC));
    assertEquals(Optional.empty(), CheckpointArchive.read(archive, CheckpointArchive.POD));
  }

  @Test
  void readsCompressedArchivesWhoseNamesBeginWithADot() throws IOException {
    try (OutputStream file = new GZIPOutputStream(Files.newOutputStream(archive));
        TarWriter tar = new TarWriter(file)) {
      add(tar, "./checkpoint/inventory.img", EntryType.FILE, "i");
      add(tar, "./config.dump", EntryType.FILE, "{}");
      add(tar, "./spec.dump", EntryType.FILE, "{}");
    }
    CheckpointArchive.unpack(archive, out);
    assertEquals("i", Files.readString(out.resolve("checkpoint/inventory.img")));
  }

  @Test
  void takesNothingButWhatItKnows() throws IOException {
    try (OutputStream file = Files.newOutputStream(archive);
        TarWriter tar = new TarWriter(file)) {
      add(tar, "../outside", EntryType.FILE, "x");
      add(tar, "checkpoint/../../outside", EntryType.FILE, "x");
      add(tar, "checkpoint/sub/deep.img", EntryType.FILE, "x");
      add(tar, "/etc/passwd", EntryType.FILE, "x");
      add(tar, "checkpoint/inventory.img", EntryType.FILE, "i");
      add(tar, "config.dump", EntryType.FILE, "{}");
      add(tar, "spec.dump", EntryType.FILE, "{}");
    }
    CheckpointArchive.unpack(archive, out);
    assertFalse(Files.exists(place.resolve("outside")));
    try (var files = Files.walk(out)) {
      assertEquals(3, files.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void refusesLinksAndFilesThatAreThereTwice() throws IOException {
    try (OutputStream file = Files.newOutputStream(archive);
        TarWriter tar = new TarWriter(file)) {
      add(tar, "config.dump", EntryType.SYMLINK, "");
    }
    refused("not what an archive of a saved container has");
    try (OutputStream file = Files.newOutputStream(archive);
        TarWriter tar = new TarWriter(file)) {
      add(tar, "config.dump", EntryType.FILE, "1");
      add(tar, "./config.dump", EntryType.FILE, "2");
    }
    refused("has a file twice");
  }

  @Test
  void refusesWhatIsNoSavedContainer() throws IOException {
    Files.writeString(archive, "not a tar at all, and longer than nothing".repeat(50));
    refused("no tar header");
    try (OutputStream file = Files.newOutputStream(archive);
        TarWriter tar = new TarWriter(file)) {
      add(tar, "spec.dump", EntryType.FILE, "{}");
    }
    refused("no saved container: there is no config.dump in it");
  }

  @Test
  void isFoundInTheLayersOfAnImageToo() throws IOException {
    Path below = Files.createDirectories(place.resolve("below"));
    complete(below);
    Path above = Files.createDirectories(place.resolve("above"));
    Files.writeString(above.resolve("spec.dump"), "{\"ociVersion\": \"1.0.2\"}");
    CheckpointArchive.copy("image", List.of(above, below), out);
    assertTrue(Files.readString(out.resolve("spec.dump")).contains("1.0.2"));
    assertEquals("inventory", Files.readString(out.resolve("checkpoint/inventory.img")));
    Path nothing = Files.createDirectories(place.resolve("nothing"));
    Path other = Files.createDirectories(place.resolve("other"));
    assertThrows(
        ImageException.Malformed.class,
        () -> CheckpointArchive.copy("image", List.of(nothing), other));
  }

  @Test
  void saysThatAListOfRemovedFilesIsNone() throws IOException {
    Files.writeString(out.resolve("deleted.files"), "{\"a\": 1}");
    assertThrows(ImageException.Malformed.class, () -> CheckpointArchive.readDeleted(out));
  }

  private void refused(String why) {
    ImageException.Malformed refused =
        assertThrows(ImageException.Malformed.class, () -> CheckpointArchive.unpack(archive, out));
    assertTrue(refused.getMessage().contains(why), refused.getMessage());
  }

  private static void add(TarWriter tar, String name, EntryType type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    tar.begin(
        new TarEntry(
            RawPath.utf8(name),
            type,
            RawPath.utf8(type == EntryType.SYMLINK ? "/etc/passwd" : ""),
            0600,
            0,
            0,
            Instant.EPOCH,
            bytes.length,
            bytes.length,
            bytes.length == 0 ? List.of() : List.of(new Segment(0, bytes.length)),
            0,
            0,
            Map.of()));
    tar.write(bytes, 0, bytes.length);
  }
}
