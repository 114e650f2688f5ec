package dev.davit.linux.file;

import dev.davit.linux.CallText;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** What is in a file: reading, writing, seeking, sizes, and getting it onto the disk. */
public final class Content {
  /** The most bytes that one read or write of a byte array moves. */
  public static final int CHUNK = Scratch.BUFFER;

  private Content() {}

  /**
   * read(2) of at most {@link #CHUNK} bytes.
   *
   * @return how many, and 0 at the end of the file, as the kernel says it
   */
  public static int read(Fd fd, byte[] target, int offset, int length) throws ErrnoException {
    return readAt(fd, target, offset, length, -1);
  }

  /** pread(2) of at most {@link #CHUNK} bytes at a position; 0 at the end of the file. */
  public static int pread(Fd fd, byte[] target, int offset, int length, long position)
      throws ErrnoException {
    if (position < 0) {
      throw new IllegalArgumentException(position + ": no position in a file");
    }
    return readAt(fd, target, offset, length, position);
  }

  private static int readAt(Fd fd, byte[] target, int offset, int length, long position)
      throws ErrnoException {
    int count = Math.min(length, CHUNK);
    try (Scratch scratch = Scratch.open()) {
      long buffer = scratch.reserve(count);
      long result =
          position < 0
              ? Kernel.call(Syscall.READ, fd.number(), buffer, count)
              : Kernel.call(Syscall.PREAD64, fd.number(), buffer, count, position);
      if (result < 0) {
        throw failure(position < 0 ? "read" : "pread64", fd, count, position).failed(result);
      }
      scratch.get(buffer, target, offset, (int) result);
      return (int) result;
    }
  }

  private static CallText failure(String name, Fd fd, long count, long position) {
    CallText text = CallText.of(name).fd(fd).raw("…").number(count);
    return position < 0 ? text : text.number(position);
  }

  /** read(2) into the remaining bytes of a direct buffer, whose position moves on; 0 at the end. */
  public static int read(Fd fd, ByteBuffer direct) throws ErrnoException {
    return transfer(Syscall.READ, "read", fd, direct);
  }

  /** write(2) of the remaining bytes of a direct buffer, whose position moves on. */
  public static int write(Fd fd, ByteBuffer direct) throws ErrnoException {
    return transfer(Syscall.WRITE, "write", fd, direct);
  }

  private static int transfer(Syscall call, String name, Fd fd, ByteBuffer direct)
      throws ErrnoException {
    int count = direct.remaining();
    long result;
    try {
      result = Kernel.call(call, fd.number(), Kernel.addressOfRemaining(direct), count);
    } finally {
      Reference.reachabilityFence(direct);
    }
    if (result < 0) {
      throw failure(name, fd, count, -1).failed(result);
    }
    direct.position(direct.position() + (int) result);
    return (int) result;
  }

  /**
   * One write(2) of at most {@link #CHUNK} bytes.
   *
   * @return how many were written, which may be fewer
   */
  public static int write(Fd fd, byte[] source, int offset, int length) throws ErrnoException {
    return writeAt(fd, source, offset, length, -1);
  }

  /** One pwrite(2) of at most {@link #CHUNK} bytes at a position. */
  public static int pwrite(Fd fd, byte[] source, int offset, int length, long position)
      throws ErrnoException {
    if (position < 0) {
      throw new IllegalArgumentException(position + ": no position in a file");
    }
    return writeAt(fd, source, offset, length, position);
  }

  private static int writeAt(Fd fd, byte[] source, int offset, int length, long position)
      throws ErrnoException {
    int count = Math.min(length, CHUNK);
    long result;
    try (Scratch scratch = Scratch.open()) {
      long buffer = scratch.bytes(source, offset, count);
      result =
          position < 0
              ? Kernel.call(Syscall.WRITE, fd.number(), buffer, count)
              : Kernel.call(Syscall.PWRITE64, fd.number(), buffer, count, position);
    }
    if (result < 0) {
      throw failure(position < 0 ? "write" : "pwrite64", fd, count, position).failed(result);
    }
    return (int) result;
  }

  /** write(2), as often as it takes, until all is written. */
  public static void writeAll(Fd fd, byte[] source) throws ErrnoException {
    writeAll(fd, source, 0, source.length);
  }

  /** write(2), as often as it takes, until all is written. */
  public static void writeAll(Fd fd, byte[] source, int offset, int length) throws ErrnoException {
    for (int done = 0; done < length; ) {
      done += write(fd, source, offset + done, length - done);
    }
  }

  /** lseek(2) to a position counted from the beginning. */
  public static long seek(Fd fd, long position) throws ErrnoException {
    return lseek(fd, position, 0, "SEEK_SET");
  }

  /** lseek(2) to the end; the result is the size of a regular file. */
  public static long seekEnd(Fd fd) throws ErrnoException {
    return lseek(fd, 0, 2, "SEEK_END");
  }

  /**
   * lseek(2) with SEEK_DATA: to the next data at or after a position.
   *
   * @throws ErrnoException ENXIO when only a hole follows
   */
  public static long seekData(Fd fd, long position) throws ErrnoException {
    return lseek(fd, position, 3, "SEEK_DATA");
  }

  /** lseek(2) with SEEK_HOLE: to the next hole at or after a position; the end counts as one. */
  public static long seekHole(Fd fd, long position) throws ErrnoException {
    return lseek(fd, position, 4, "SEEK_HOLE");
  }

  private static long lseek(Fd fd, long position, int whence, String name) throws ErrnoException {
    long result = Kernel.call(Syscall.LSEEK, fd.number(), position, whence);
    if (result < 0) {
      throw CallText.of("lseek").fd(fd).number(position).raw(name).failed(result);
    }
    return result;
  }

  /** ftruncate(2): what is missing becomes a hole. */
  public static void truncate(Fd fd, long size) throws ErrnoException {
    long result = Kernel.call(Syscall.FTRUNCATE, fd.number(), size);
    if (result < 0) {
      throw CallText.of("ftruncate").fd(fd).number(size).failed(result);
    }
  }

  /**
   * fallocate(2).
   *
   * @param mode 0, or FALLOC_FL_* flags
   */
  public static void allocate(Fd fd, int mode, long position, long length) throws ErrnoException {
    long result = Kernel.call(Syscall.FALLOCATE, fd.number(), mode, position, length);
    if (result < 0) {
      throw CallText.of("fallocate")
          .fd(fd)
          .number(mode)
          .number(position)
          .number(length)
          .failed(result);
    }
  }

  /** copy_file_range(2) from the current position to the current position; 0 at the end. */
  public static long copyRange(Fd from, Fd to, long length) throws ErrnoException {
    long result = Kernel.call(Syscall.COPY_FILE_RANGE, from.number(), 0, to.number(), 0, length, 0);
    if (result < 0) {
      throw CallText.of("copy_file_range")
          .fd(from)
          .raw("NULL")
          .fd(to)
          .raw("NULL")
          .number(length)
          .number(0)
          .failed(result);
    }
    return result;
  }

  /** fsync(2): data and metadata of the file, or the entries of a directory. */
  public static void sync(Fd fd) throws ErrnoException {
    plain(Syscall.FSYNC, "fsync", fd);
  }

  /** fdatasync(2): data, and the metadata that reading it needs. */
  public static void syncData(Fd fd) throws ErrnoException {
    plain(Syscall.FDATASYNC, "fdatasync", fd);
  }

  /** syncfs(2): the whole file system that the file is on. */
  public static void syncFileSystem(Fd fd) throws ErrnoException {
    plain(Syscall.SYNCFS, "syncfs", fd);
  }

  private static void plain(Syscall call, String name, Fd fd) throws ErrnoException {
    long result = Kernel.call(call, fd.number());
    if (result < 0) {
      throw CallText.of(name).fd(fd).failed(result);
    }
  }
}
