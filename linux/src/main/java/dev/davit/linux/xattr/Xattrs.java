package dev.davit.linux.xattr;

import dev.davit.linux.CallText;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.RawName;
import dev.davit.linux.Syscall;
import dev.davit.linux.jna.XattrCalls;
import dev.davit.linux.jnr.Kernel;
import dev.davit.linux.jnr.Scratch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Extended attributes of a file, xattr(7). Names are bytes with their namespace in front, such as
 * {@code security.capability}; values are bytes.
 *
 * <p>The file is an open one, O_PATH ones included, or a name in an open directory, and then a
 * symbolic link's own attributes are meant. Both go through the host's /proc, which every other way
 * of naming an O_PATH descriptor would need too.
 */
public final class Xattrs {
  private static final int TRIES_MAX = 16;

  private final byte[] path;
  private final boolean follow;

  private Xattrs(byte[] path, boolean follow) {
    this.path = path;
    this.follow = follow;
  }

  /** The attributes of an open file, which has to stay open meanwhile. */
  public static Xattrs of(Fd file) {
    // the last component is a magic link, which has to be followed to get to the file
    return new Xattrs(RawName.of(file.procPath()), true);
  }

  /** The attributes of what has a name in a directory, which has to stay open meanwhile. */
  public static Xattrs of(Fd directory, String name) {
    return of(directory, RawName.of(name));
  }

  /**
   * The attributes of what has a name in a directory, which has to stay open meanwhile.
   *
   * @throws IllegalArgumentException when it is not one single name
   */
  public static Xattrs of(Fd directory, byte[] name) {
    String text = new String(RawName.of(name), StandardCharsets.ISO_8859_1);
    if (text.isEmpty() || text.equals("..") || text.indexOf('/') >= 0) {
      throw new IllegalArgumentException("\"" + text + "\": not the name of a directory entry");
    }
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    path.writeBytes(RawName.of(directory.procPath() + "/"));
    path.writeBytes(name);
    return new Xattrs(path.toByteArray(), false);
  }

  /** The names of all attributes that the caller may see. */
  public List<byte[]> list() throws ErrnoException {
    for (int i = 1; ; i++) {
      long size = listSize();
      byte[] names = new byte[(int) Math.max(0, size)];
      long result = size <= 0 ? size : XattrCalls.list(path, names, follow);
      if (result >= 0) {
        return split(names, (int) result);
      }
      if (result != -Errno.ERANGE.number() || i == TRIES_MAX) {
        throw CallText.of(call("listxattr")).string(path).failed(result);
      }
    }
  }

  /** Mostly there are none, and then nothing of JNA is loaded, which takes a new JVM long. */
  private long listSize() {
    try (Scratch scratch = Scratch.open(path.length)) {
      long file = scratch.string(path);
      return Kernel.call(follow ? Syscall.LISTXATTR : Syscall.LLISTXATTR, file, 0, 0);
    }
  }

  private long getSize(byte[] name) {
    try (Scratch scratch = Scratch.open(path.length + name.length)) {
      long file = scratch.string(path);
      long key = scratch.string(name);
      return Kernel.call(follow ? Syscall.GETXATTR : Syscall.LGETXATTR, file, key, 0, 0);
    }
  }

  private static List<byte[]> split(byte[] names, int length) {
    List<byte[]> list = new ArrayList<>();
    for (int start = 0, i = 0; i < length; i++) {
      if (names[i] == 0) {
        list.add(Arrays.copyOfRange(names, start, i));
        start = i + 1;
      }
    }
    return list;
  }

  /** The value of an attribute, or nothing when the file does not have it. */
  public Optional<byte[]> get(String name) throws ErrnoException {
    return get(RawName.of(name));
  }

  /** The value of an attribute, or nothing when the file does not have it. */
  public Optional<byte[]> get(byte[] name) throws ErrnoException {
    RawName.of(name);
    for (int i = 1; ; i++) {
      long size = getSize(name);
      byte[] value = new byte[(int) Math.max(0, size)];
      long result = size <= 0 ? size : XattrCalls.get(path, name, value, follow);
      if (result >= 0) {
        return Optional.of(Arrays.copyOf(value, (int) result));
      }
      if (result == -Errno.ENODATA.number()) {
        return Optional.empty();
      }
      if (result != -Errno.ERANGE.number() || i == TRIES_MAX) {
        throw CallText.of(call("getxattr")).string(path).string(name).failed(result);
      }
    }
  }

  /** Sets an attribute, a new one or an old one. */
  public void set(String name, byte[] value) throws ErrnoException {
    set(RawName.of(name), value);
  }

  /** Sets an attribute, a new one or an old one. */
  public void set(byte[] name, byte[] value) throws ErrnoException {
    long result = XattrCalls.set(path, RawName.of(name), value, follow);
    if (result < 0) {
      throw CallText.of(call("setxattr"))
          .string(path)
          .string(name)
          .string(value)
          .number(value.length)
          .number(0)
          .failed(result);
    }
  }

  /** Removes an attribute; whether the file had it. */
  public boolean remove(String name) throws ErrnoException {
    return remove(RawName.of(name));
  }

  /** Removes an attribute; whether the file had it. */
  public boolean remove(byte[] name) throws ErrnoException {
    long result = XattrCalls.remove(path, RawName.of(name), follow);
    if (result < 0 && result != -Errno.ENODATA.number()) {
      throw CallText.of(call("removexattr")).string(path).string(name).failed(result);
    }
    return result >= 0;
  }

  private String call(String name) {
    return follow ? name : "l" + name;
  }
}
