package dev.davit.image.layer;

import static dev.davit.linux.AtFlags.AT_SYMLINK_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_CREAT;
import static dev.davit.linux.OpenFlags.O_EXCL;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;
import static dev.davit.linux.OpenFlags.O_WRONLY;

import dev.davit.image.tar.Segment;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import java.util.Map;

/**
 * Copies one file that is no directory, with everything that belongs to it. Data is copied by the
 * kernel, which shares the blocks where the file system can (copy_file_range(2)); holes stay holes.
 */
final class FileCopy {

  private FileCopy() {}

  /** Copies a file to a new name. */
  static void copy(Fd model, Stat stat, Fd parent, byte[] name) throws ErrnoException {
    if (stat.isRegular()) {
      copyContent(model, stat, parent, name);
    } else if (stat.isSymlink()) {
      Names.symlink(Names.readlink(model, ""), parent, name);
    } else {
      Names.mknod(parent, name, stat.type() | 0600, stat.rdev());
    }
    describe(model, stat, parent, name);
  }

  private static void copyContent(Fd model, Stat stat, Fd parent, byte[] name)
      throws ErrnoException {
    try (Fd from = Descriptors.open(Fd.CWD, model.procPath(), O_RDONLY);
        Fd to = Descriptors.open(parent, name, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, 0600)) {
      for (Segment segment : DataSegments.of(from, stat)) {
        Content.seek(from, segment.offset());
        Content.seek(to, segment.offset());
        copy(from, to, segment);
      }
      Content.truncate(to, stat.size());
    }
  }

  private static void copy(Fd from, Fd to, Segment segment) throws ErrnoException {
    long left = segment.length();
    try {
      while (left > 0) {
        long n = Content.copyRange(from, to, left);
        if (n == 0) {
          return;
        }
        left -= n;
      }
    } catch (ErrnoException e) {
      boolean unable = e.is(Errno.EXDEV) || e.is(Errno.EINVAL) || e.is(Errno.EOPNOTSUPP);
      if (!unable || left != segment.length()) {
        throw e;
      }
      copyByHand(from, to, left);
    }
  }

  private static void copyByHand(Fd from, Fd to, long length) throws ErrnoException {
    byte[] buffer = new byte[Content.CHUNK];
    long left = length;
    while (left > 0) {
      int n = Content.read(from, buffer, 0, (int) Math.min(left, buffer.length));
      if (n == 0) {
        return;
      }
      Content.writeAll(to, buffer, 0, n);
      left -= n;
    }
  }

  private static void describe(Fd model, Stat stat, Fd parent, byte[] name) throws ErrnoException {
    try (Fd file = Descriptors.open(parent, name, O_PATH | O_NOFOLLOW, 0)) {
      Metadata.chown(file, stat.uid(), stat.gid());
      if (!stat.isSymlink()) {
        Metadata.chmodPath(file, stat.permissions());
      }
      for (Map.Entry<String, byte[]> xattr : Attributes.read(model).entrySet()) {
        Attributes.set(file, xattr.getKey(), xattr.getValue());
      }
    }
    Metadata.setTimes(parent, name, stat.modified(), stat.modified(), AT_SYMLINK_NOFOLLOW);
  }
}
