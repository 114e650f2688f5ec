package dev.davit.image.layer;

import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;

import dev.davit.image.ImageException;
import dev.davit.image.tar.RawPath;
import dev.davit.image.tar.TarWriter;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.DirectoryEntry;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Stat;
import dev.davit.linux.mount.FilesystemStat;
import dev.davit.linux.mount.Mounts;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes a file, or a directory with all that is in it, into an archive: by descriptor and without
 * following symbolic links, as somebody inside may change the tree meanwhile. What disappears is
 * left out; of the kernel's own file systems only the directories are written.
 */
public final class TreeArchive {

  private static final int MAX_DEPTH = 1000;
  private static final Set<Long> KERNELS_OWN =
      Set.of(
          FilesystemStat.PROC,
          FilesystemStat.SYSFS,
          FilesystemStat.CGROUP,
          FilesystemStat.CGROUP2,
          FilesystemStat.DEVPTS);

  private final EntryReader entries;

  private TreeArchive(EntryReader entries) {
    this.entries = entries;
  }

  /**
   * Writes an archive.
   *
   * @param file what to write, open in whatever way; a symbolic link means itself
   * @param name what it is called in the archive
   * @throws IOException if the stream cannot be written
   */
  public static void write(Fd file, RawPath name, OutputStream out) throws IOException {
    try (TarWriter tar = new TarWriter(out)) {
      new TreeArchive(new EntryReader(tar, true)).add(file, name, 0);
    } catch (ErrnoException e) {
      throw new ImageException.Storage(name + ": archive: " + e.getMessage(), e);
    }
  }

  private void add(Fd file, RawPath path, int depth) throws ErrnoException, IOException {
    if (depth > MAX_DEPTH) {
      throw new ImageException.Unsupported(
          path + ": directories nested more than " + MAX_DEPTH + " deep");
    }
    Stat stat = Metadata.stat(file);
    entries.add(path.isRoot() ? new RawPath("./") : path, file);
    boolean closed = stat.mountRoot() && KERNELS_OWN.contains(Mounts.statfs(file).type());
    if (!stat.isDirectory() || closed) {
      return;
    }
    Set<RawPath> names = new TreeSet<>();
    for (DirectoryEntry entry : Directories.list(file)) {
      names.add(RawPath.of(entry.name()));
    }
    for (RawPath name : names) {
      try (Fd below = Descriptors.open(file, name.bytes(), O_PATH | O_NOFOLLOW, 0)) {
        add(below, path.child(name), depth + 1);
      } catch (ErrnoException e) {
        if (!e.is(Errno.ENOENT)) {
          throw e;
        }
      }
    }
  }
}
