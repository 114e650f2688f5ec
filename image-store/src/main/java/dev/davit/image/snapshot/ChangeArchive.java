package dev.davit.image.snapshot;

import dev.davit.image.ImageException;
import dev.davit.image.layer.EntryReader;
import dev.davit.image.layer.LowerLayers;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.TarWriter;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The changes of a container as the archive of a layer (image-spec 1.1, layer.md): whiteouts for
 * what is gone, and with each changed path the directories above it, so that every engine gives
 * them the attributes that they have.
 */
final class ChangeArchive {

  private final LowerLayers own;
  private final EntryReader entries;
  private final Set<RawPath> written = new HashSet<>();

  private ChangeArchive(LowerLayers own, EntryReader entries) {
    this.own = own;
    this.entries = entries;
  }

  /** Writes changes, sorted by path; a file that a running container removes is left out. */
  static void write(Snapshot snapshot, List<Change> changes, OutputStream out) throws IOException {
    // What is in the directory itself is to be seen, and nothing else.
    try (LowerLayers own = LowerLayers.open(List.of(snapshot.upperdir()));
        TarWriter tar = new TarWriter(out)) {
      ChangeArchive archive = new ChangeArchive(own, new EntryReader(tar, true));
      archive.file(RawPath.ROOT);
      for (Change change : changes) {
        archive.add(change);
      }
    } catch (ErrnoException e) {
      throw new ImageException.Storage(snapshot.upperdir() + ": archive: " + e.getMessage(), e);
    }
  }

  private void add(Change change) throws ErrnoException, IOException {
    RawPath at = RawPath.ROOT;
    for (String component : change.path().parent().components()) {
      at = at.child(new RawPath(component));
      file(at);
    }
    if (change.kind() == Change.Kind.DELETED) {
      entries.whiteout(change.path());
    } else {
      file(change.path());
    }
  }

  private void file(RawPath path) throws ErrnoException, IOException {
    if (!written.add(path)) {
      return;
    }
    Optional<Fd> found = own.find(path);
    if (found.isPresent()) {
      try (Fd file = found.get()) {
        EntryReader.refuseOverlayReferences(path, file);
        entries.add(path.isRoot() ? new RawPath("./") : path, file);
      }
    }
  }
}
