package dev.davit.engine.checkpoint;

import dev.davit.image.ImageException;
import dev.davit.image.ImportListener;
import dev.davit.image.archive.Compression;
import dev.davit.image.layer.EntryReader;
import dev.davit.image.layer.LayerUnpacker;
import dev.davit.image.layer.LowerLayers;
import dev.davit.image.layer.UnpackLimits;
import dev.davit.image.snapshot.Change;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.image.snapshot.Snapshots;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.TarWriter;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Descriptors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a container that its image does not have, and the absence of those that it had
 * removed.
 */
public final class SavedFiles {

  private static final ImportListener SILENT = new ImportListener() {};

  private SavedFiles() {}

  /**
   * Writes {@code rootfs-diff.tar} and {@code deleted.files}.
   *
   * @param containerId whose; it must not change its files meanwhile
   * @throws IOException if they cannot be written
   */
  public static void write(Snapshots snapshots, String containerId, Path directory)
      throws IOException {
    List<Change> changes = snapshots.diff(containerId);
    List<Change> there =
        changes.stream().filter(change -> change.kind() != Change.Kind.DELETED).toList();
    try (OutputStream out = Files.newOutputStream(directory.resolve(CheckpointArchive.FILES))) {
      snapshots.archive(containerId, there, out);
    }
    CheckpointArchive.writeDeleted(
        directory,
        changes.stream()
            .filter(change -> change.kind() == Change.Kind.DELETED)
            .map(change -> "/" + text(change.path()))
            .toList());
  }

  private static String text(RawPath path) {
    String text = new String(path.bytes(), StandardCharsets.UTF_8);
    if (!RawPath.utf8(text).equals(path)) {
      throw new ImageException.Unsupported(
          path + ": is gone, and its name is not UTF-8: such names cannot be listed");
    }
    return text;
  }

  /**
   * Brings them into the snapshot of a new container.
   *
   * @param directory of the unpacked archive
   * @throws ImageException.Malformed if they are damaged or hostile
   * @throws ImageException.Storage if they cannot be written
   */
  public static void apply(Path directory, Snapshot snapshot) {
    Path files = directory.resolve(CheckpointArchive.FILES);
    try (InputStream changed = Files.exists(files) ? Files.newInputStream(files) : nothing();
        InputStream all =
            new SequenceInputStream(
                whiteouts(CheckpointArchive.readDeleted(directory)),
                Compression.decompress(changed, CheckpointArchive.FILES))) {
      Fd upper =
          Descriptors.open(
              Fd.CWD, snapshot.upperdir().toString(), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
      try (LayerUnpacker unpacker =
          new LayerUnpacker(
              CheckpointArchive.FILES,
              upper,
              LowerLayers.open(snapshot.lowerdirs()),
              UnpackLimits.DEFAULT,
              SILENT)) {
        unpacker.unpack(all);
      }
    } catch (ErrnoException e) {
      throw new ImageException.Storage(snapshot.upperdir() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ImageException.Storage(
          CheckpointArchive.FILES + ": unpack: " + IoFailure.reason(e), e);
    }
  }

  private static InputStream nothing() {
    return new ByteArrayInputStream(new byte[0]);
  }

  /** What was removed, as a layer says it; without the end of an archive, since one follows. */
  @SuppressWarnings("resource")
  private static InputStream whiteouts(List<String> paths) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EntryReader entries = new EntryReader(new TarWriter(bytes), false);
    for (String path : paths) {
      RawPath name = RawPath.utf8(path).normalized();
      if (!name.isRoot()) {
        entries.whiteout(name);
      }
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
