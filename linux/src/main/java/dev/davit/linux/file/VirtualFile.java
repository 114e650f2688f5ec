package dev.davit.linux.file;

import static dev.davit.linux.OpenFlags.O_RDONLY;
import static dev.davit.linux.OpenFlags.O_WRONLY;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Syscall;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Files of procfs, sysfs and cgroupfs. Each write(2) to one is a command, so that a value is
 * written in exactly one; they are never created or truncated, and the kernel's errno is kept.
 */
public final class VirtualFile {
  /** The most bytes that {@link #read} takes. */
  public static final int READ_MAX = 4 * 1024 * 1024;

  private static final int FIRST_READ = 4096;

  private VirtualFile() {}

  /** Writes a value by absolute path. */
  public static void write(String path, String value) throws ErrnoException {
    write(Fd.CWD, path, value);
  }

  /**
   * Writes a value.
   *
   * @throws ErrnoException of openat, with ENOENT when there is no such file; or of write, whose
   *     text names the file as {@code write(7</sys/…>, "100", 3)}; EIO when the kernel took only a
   *     part of it
   */
  public static void write(Fd directory, String path, String value) throws ErrnoException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    try (Fd fd = Descriptors.open(directory, path, O_WRONLY);
        Scratch scratch = Scratch.open(bytes.length)) {
      long buffer = scratch.bytes(bytes, 0, bytes.length);
      long result = Kernel.call(Syscall.WRITE, fd.number(), buffer, bytes.length);
      if (result != bytes.length) {
        throw CallText.of("write")
            .raw(fd + "<" + path + ">")
            .string(bytes)
            .number(bytes.length)
            .failed(result < 0 ? result : -Errno.EIO.number());
      }
    }
  }

  /** Reads a whole file by absolute path. */
  public static String read(String path) throws ErrnoException {
    return read(Fd.CWD, path);
  }

  /** Reads a whole file. */
  public static String read(Fd directory, String path) throws ErrnoException {
    return new String(readBytes(directory, path), StandardCharsets.UTF_8);
  }

  /**
   * Reads a whole file, whose size the kernel does not tell beforehand.
   *
   * @throws ErrnoException EFBIG when it has more than {@link #READ_MAX} bytes
   */
  public static byte[] readBytes(Fd directory, String path) throws ErrnoException {
    try (Fd fd = Descriptors.open(directory, path, O_RDONLY)) {
      return readAll(fd, READ_MAX, path);
    }
  }

  /**
   * Reads from the position of a descriptor to the end.
   *
   * @param path for the message only
   * @throws ErrnoException EFBIG when there are more bytes than the limit
   */
  public static byte[] readAll(Fd fd, int limit, String path) throws ErrnoException {
    byte[] bytes = new byte[Math.min(FIRST_READ, limit + 1)];
    int length = 0;
    while (true) {
      int count = Content.read(fd, bytes, length, bytes.length - length);
      if (count == 0) {
        return Arrays.copyOf(bytes, length);
      }
      length += count;
      if (length > limit) {
        throw CallText.of("read")
            .raw(fd + "<" + path + ">")
            .raw("…")
            .number(limit)
            .failed(Errno.EFBIG);
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(2L * length, limit + 1L));
      }
    }
  }
}
