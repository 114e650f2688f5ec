package dev.davit.runtime.launch;

import dev.davit.linux.AtFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.DirectoryEntry;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import dev.davit.linux.xattr.Xattrs;

/**
 * Copies what is in a directory into an empty one, with owners, modes, times and extended
 * attributes: what {@code tmpcopyup} asks for. It follows no symbolic link, and enters no other
 * mount.
 */
final class TreeCopy {

  private static final int OPEN_DIRECTORY =
      OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

  private TreeCopy() {}

  /** Copies the content, and the metadata of the directory itself. */
  static void copy(Fd from, Fd to) throws ErrnoException {
    Stat stat = Metadata.stat(from);
    for (DirectoryEntry entry : Directories.list(from)) {
      copy(from, to, entry.name(), stat);
    }
    attributes(from, to);
    Metadata.chown(to, stat.uid(), stat.gid());
    Metadata.chmod(to, stat.permissions());
    Metadata.setTimes(to, stat.accessed(), stat.modified());
  }

  private static void copy(Fd from, Fd to, byte[] name, Stat parent) throws ErrnoException {
    Stat stat = Metadata.stat(from, name, AtFlags.AT_SYMLINK_NOFOLLOW);
    if (stat.isDirectory()) {
      Names.mkdir(to, name, 0700);
      if (!stat.device().equals(parent.device())) {
        return;
      }
      try (Fd source = Descriptors.open(from, name, OPEN_DIRECTORY, 0);
          Fd target = Descriptors.open(to, name, OPEN_DIRECTORY, 0)) {
        copy(source, target);
      }
    } else if (stat.isRegular()) {
      int write = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
      try (Fd source = Descriptors.open(from, name, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, 0);
          Fd target = Descriptors.open(to, name, write, 0600)) {
        content(source, target);
        attributes(source, target);
        Metadata.chown(target, stat.uid(), stat.gid());
        Metadata.chmod(target, stat.permissions());
        Metadata.setTimes(target, stat.accessed(), stat.modified());
      }
    } else {
      if (stat.isSymlink()) {
        Names.symlink(Names.readlink(from, name), to, name);
      } else {
        Names.mknod(to, name, stat.mode(), stat.rdev());
        Metadata.chmod(to, name, stat.permissions());
      }
      Metadata.chown(to, name, stat.uid(), stat.gid(), AtFlags.AT_SYMLINK_NOFOLLOW);
    }
  }

  private static void content(Fd from, Fd to) throws ErrnoException {
    byte[] buffer = new byte[Content.CHUNK];
    for (int n = read(from, buffer); n > 0; n = read(from, buffer)) {
      Content.writeAll(to, buffer, 0, n);
    }
  }

  private static int read(Fd from, byte[] buffer) throws ErrnoException {
    return Content.read(from, buffer, 0, buffer.length);
  }

  /** A tmpfs takes fewer attributes than other filesystems; those that it takes are kept. */
  private static void attributes(Fd from, Fd to) throws ErrnoException {
    for (byte[] name : Xattrs.of(from).list()) {
      try {
        var value = Xattrs.of(from).get(name);
        if (value.isPresent()) {
          Xattrs.of(to).set(name, value.get());
        }
      } catch (ErrnoException e) {
        if (!e.is(Errno.EOPNOTSUPP)) {
          throw e;
        }
      }
    }
  }
}
