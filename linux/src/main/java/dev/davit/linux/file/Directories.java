package dev.davit.linux.file;

import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_RDONLY;

import dev.davit.linux.AtFlags;
import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.RawName;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.util.ArrayList;
import java.util.List;

/** Whole directories by descriptor: what is in them, and removing them with all that is in them. */
public final class Directories {
  private static final int NAME_OFFSET = 19;
  private static final int DEPTH_MAX = 4096;

  private Directories() {}

  /** What is in a directory, O_PATH descriptors included; in the order of the file system. */
  public static List<DirectoryEntry> list(Fd directory) throws ErrnoException {
    return list(directory, ".");
  }

  /** What is in a directory below another; a symbolic link at its place is ENOTDIR. */
  public static List<DirectoryEntry> list(Fd parent, String path) throws ErrnoException {
    return list(parent, RawName.of(path));
  }

  /** What is in a directory below another; a symbolic link at its place is ENOTDIR. */
  public static List<DirectoryEntry> list(Fd parent, byte[] path) throws ErrnoException {
    List<DirectoryEntry> entries = new ArrayList<>();
    // a descriptor of its own, so that nobody's position in the directory is moved
    try (Fd fd = Descriptors.open(parent, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
        Scratch scratch = Scratch.open()) {
      long buffer = scratch.reserve(Scratch.BUFFER / 2);
      while (true) {
        long result = Kernel.call(Syscall.GETDENTS64, fd.number(), buffer, Scratch.BUFFER / 2);
        if (result < 0) {
          throw CallText.of("getdents64").fd(fd).raw("…").number(Scratch.BUFFER / 2).failed(result);
        }
        if (result == 0) {
          return entries;
        }
        for (long at = buffer; at < buffer + result; ) {
          int length = scratch.getShort(at + 16);
          add(entries, scratch, at, length);
          at += length;
        }
      }
    }
  }

  // struct linux_dirent64: d_ino 8, d_off 8, d_reclen 2, d_type 1, d_name to the NUL
  private static void add(List<DirectoryEntry> entries, Scratch scratch, long at, int length) {
    byte[] name = scratch.getString(at + NAME_OFFSET, length - NAME_OFFSET);
    boolean dots =
        (name.length == 1 && name[0] == '.')
            || (name.length == 2 && name[0] == '.' && name[1] == '.');
    if (!dots) {
      // the types of a directory entry are those of a mode, shifted
      entries.add(new DirectoryEntry(name, scratch.getLong(at), scratch.getByte(at + 18) << 12));
    }
  }

  /**
   * Removes a file, or a directory with all that is in it; what is not there is fine. It never
   * follows a symbolic link, and never leaves the directory that it was given.
   *
   * @throws ErrnoException EBUSY when something is mounted inside
   */
  public static void removeTree(Fd parent, String name) throws ErrnoException {
    removeTree(parent, RawName.of(name), 0);
  }

  private static void removeTree(Fd parent, byte[] name, int depth) throws ErrnoException {
    if (depth > DEPTH_MAX) {
      throw CallText.of("unlinkat").fd(parent).string(name).failed(Errno.ELOOP);
    }
    try {
      Names.unlink(parent, name, 0);
      return;
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT)) {
        return;
      }
      if (!e.is(Errno.EISDIR) && !e.is(Errno.EPERM)) {
        throw e;
      }
    }
    try (Fd directory = Descriptors.open(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0)) {
      for (DirectoryEntry entry : list(directory)) {
        removeTree(directory, entry.name(), depth + 1);
      }
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
    try {
      Names.unlink(parent, name, AtFlags.AT_REMOVEDIR);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
  }
}
