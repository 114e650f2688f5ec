package dev.davit.linux.file;

import static dev.davit.linux.AtFlags.AT_EMPTY_PATH;
import static dev.davit.linux.AtFlags.AT_REMOVEDIR;

import dev.davit.linux.AtFlags;
import dev.davit.linux.CallText;
import dev.davit.linux.DeviceNumber;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Mode;
import dev.davit.linux.RawName;
import dev.davit.linux.RenameFlags;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/**
 * Names in directories: making, linking, renaming and removing them. Permissions that are given are
 * reduced by the umask, as the kernel does.
 */
public final class Names {
  private static final int PATH_MAX = 4096;

  private Names() {}

  /** mkdirat(2). */
  public static void mkdir(Fd directory, String path, int permissions) throws ErrnoException {
    mkdir(directory, RawName.of(path), permissions);
  }

  /** mkdirat(2). */
  public static void mkdir(Fd directory, byte[] path, int permissions) throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      result = Kernel.call(Syscall.MKDIRAT, directory.number(), name, permissions);
    }
    if (result < 0) {
      throw CallText.of("mkdirat").fd(directory).string(path).octal(permissions).failed(result);
    }
  }

  /** mknodat(2) of a node of a given type; the device counts for device nodes only. */
  public static void mknod(Fd directory, String path, int mode, DeviceNumber device)
      throws ErrnoException {
    mknod(directory, RawName.of(path), mode, device);
  }

  /** mknodat(2) of a node of a given type; the device counts for device nodes only. */
  public static void mknod(Fd directory, byte[] path, int mode, DeviceNumber device)
      throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      result = Kernel.call(Syscall.MKNODAT, directory.number(), name, mode, device.encoded());
    }
    if (result < 0) {
      throw CallText.of("mknodat")
          .fd(directory)
          .string(path)
          .raw(Mode.print(mode))
          .raw("makedev(" + device.major() + ", " + device.minor() + ")")
          .failed(result);
    }
  }

  /** symlinkat(2): a link at the path that points to the target. */
  public static void symlink(String target, Fd directory, String path) throws ErrnoException {
    symlink(RawName.of(target), directory, RawName.of(path));
  }

  /** symlinkat(2): a link at the path that points to the target. */
  public static void symlink(byte[] target, Fd directory, byte[] path) throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long to = scratch.string(RawName.of(target));
      long name = scratch.string(RawName.of(path));
      result = Kernel.call(Syscall.SYMLINKAT, to, directory.number(), name);
    }
    if (result < 0) {
      throw CallText.of("symlinkat").string(target).fd(directory).string(path).failed(result);
    }
  }

  /** linkat(2) of an open file to a new name; needs CAP_DAC_READ_SEARCH. */
  public static void link(Fd file, Fd directory, byte[] path) throws ErrnoException {
    link(file, new byte[0], directory, path, AT_EMPTY_PATH);
  }

  /** linkat(2): a second name of a file; without flags a symbolic link itself is linked. */
  public static void link(Fd fromDirectory, byte[] from, Fd toDirectory, byte[] to, int flags)
      throws ErrnoException {
    long result = twoNames(Syscall.LINKAT, fromDirectory, from, toDirectory, to, flags);
    if (result < 0) {
      throw CallText.of("linkat")
          .fd(fromDirectory)
          .string(from)
          .fd(toDirectory)
          .string(to)
          .raw(AtFlags.print(flags))
          .failed(result);
    }
  }

  /** renameat2(2) without flags: what has the target's name is replaced at once. */
  public static void rename(Fd fromDirectory, String from, Fd toDirectory, String to)
      throws ErrnoException {
    rename(fromDirectory, RawName.of(from), toDirectory, RawName.of(to), 0);
  }

  /** renameat2(2) with flags of {@link RenameFlags}. */
  public static void rename(Fd fromDirectory, byte[] from, Fd toDirectory, byte[] to, int flags)
      throws ErrnoException {
    long result = twoNames(Syscall.RENAMEAT2, fromDirectory, from, toDirectory, to, flags);
    if (result < 0) {
      throw CallText.of("renameat2")
          .fd(fromDirectory)
          .string(from)
          .fd(toDirectory)
          .string(to)
          .raw(RenameFlags.print(flags))
          .failed(result);
    }
  }

  private static long twoNames(
      Syscall call, Fd fromDirectory, byte[] from, Fd toDirectory, byte[] to, int flags) {
    try (Scratch scratch = Scratch.open()) {
      long source = scratch.string(RawName.of(from));
      long target = scratch.string(RawName.of(to));
      return Kernel.call(call, fromDirectory.number(), source, toDirectory.number(), target, flags);
    }
  }

  /** unlinkat(2) of anything but a directory. */
  public static void unlink(Fd directory, String path) throws ErrnoException {
    unlink(directory, RawName.of(path), 0);
  }

  /** unlinkat(2) of an empty directory. */
  public static void rmdir(Fd directory, String path) throws ErrnoException {
    unlink(directory, RawName.of(path), AT_REMOVEDIR);
  }

  /** unlinkat(2); the flags are 0 or AT_REMOVEDIR. */
  public static void unlink(Fd directory, byte[] path, int flags) throws ErrnoException {
    long result;
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      result = Kernel.call(Syscall.UNLINKAT, directory.number(), name, flags);
    }
    if (result < 0) {
      throw CallText.of("unlinkat")
          .fd(directory)
          .string(path)
          .raw(AtFlags.print(flags))
          .failed(result);
    }
  }

  /** readlinkat(2) of a name; an empty name is an O_PATH|O_NOFOLLOW descriptor itself. */
  public static byte[] readlink(Fd directory, String path) throws ErrnoException {
    return readlink(directory, RawName.of(path));
  }

  /** readlinkat(2) of a name; an empty name is an O_PATH|O_NOFOLLOW descriptor itself. */
  public static byte[] readlink(Fd directory, byte[] path) throws ErrnoException {
    try (Scratch scratch = Scratch.open()) {
      long name = scratch.string(RawName.of(path));
      long buffer = scratch.reserve(PATH_MAX + 1);
      long result = Kernel.call(Syscall.READLINKAT, directory.number(), name, buffer, PATH_MAX + 1);
      if (result < 0 || result > PATH_MAX) {
        throw CallText.of("readlinkat")
            .fd(directory)
            .string(path)
            .failed(result < 0 ? result : -Errno.ENAMETOOLONG.number());
      }
      return scratch.get(buffer, (int) result);
    }
  }
}
