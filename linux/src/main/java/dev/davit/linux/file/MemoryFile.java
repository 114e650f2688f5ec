package dev.davit.linux.file;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.RawName;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;

/** Files that live in memory only (memfd_create(2)), and their seals. */
public final class MemoryFile {
  /** No more seals. */
  public static final int F_SEAL_SEAL = 0x1;

  /** The file cannot shrink. */
  public static final int F_SEAL_SHRINK = 0x2;

  /** The file cannot grow. */
  public static final int F_SEAL_GROW = 0x4;

  /** The file cannot be written. */
  public static final int F_SEAL_WRITE = 0x8;

  /** All four: what is in the file stays as it is for ever. */
  public static final int ALL_SEALS = 0xf;

  private static final int MFD_CLOEXEC = 0x1;
  private static final int MFD_ALLOW_SEALING = 0x2;
  private static final int MFD_EXEC = 0x10;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_GET_SEALS = 1034;

  // whether the kernel knows MFD_EXEC (Linux 6.3); found out by the first call
  private static volatile boolean knowsExec = true;

  private MemoryFile() {}

  /**
   * A file that may be executed by {@link Fd#procPath} and cannot be changed any more.
   *
   * @param name shown in procfs, at most 249 bytes
   */
  public static Fd sealedProgram(String name, byte[] content) throws ErrnoException {
    Fd fd = create(name, MFD_EXEC);
    try {
      Content.writeAll(fd, content);
      seal(fd, ALL_SEALS);
      return fd;
    } catch (ErrnoException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  /** memfd_create(2) of an empty file that can be sealed. */
  public static Fd create(String name) throws ErrnoException {
    return create(name, 0);
  }

  private static Fd create(String name, int exec) throws ErrnoException {
    int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING | (knowsExec ? exec : 0);
    long result;
    try (Scratch scratch = Scratch.open()) {
      long text = scratch.string(RawName.of(name));
      result = Kernel.call(Syscall.MEMFD_CREATE, text, flags);
      if (result == -Errno.EINVAL.number() && (flags & MFD_EXEC) != 0) {
        result = Kernel.call(Syscall.MEMFD_CREATE, text, flags & ~MFD_EXEC);
        // a name that is too long is EINVAL as well, and says nothing about the flag
        knowsExec = result < 0;
      }
    }
    if (result < 0) {
      throw CallText.of("memfd_create")
          .string(name)
          .raw("MFD_CLOEXEC|MFD_ALLOW_SEALING" + ((flags & MFD_EXEC) != 0 ? "|MFD_EXEC" : ""))
          .failed(result);
    }
    return Fd.owning((int) result);
  }

  /** Adds seals: fcntl(2) with F_ADD_SEALS. */
  public static void seal(Fd fd, int seals) throws ErrnoException {
    Descriptors.fcntl(fd, F_ADD_SEALS, "F_ADD_SEALS", seals);
  }

  /** The seals of a file: fcntl(2) with F_GET_SEALS. */
  public static int seals(Fd fd) throws ErrnoException {
    return (int) Descriptors.fcntl(fd, F_GET_SEALS, "F_GET_SEALS", 0);
  }
}
