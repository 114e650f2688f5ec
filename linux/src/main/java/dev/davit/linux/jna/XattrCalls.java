package dev.davit.linux.jna;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.platform.linux.XAttr;
import com.sun.jna.platform.linux.XAttr.size_t;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The calls of xattr(7) by path. Results below zero are negated errnos.
 *
 * <p>Paths and names are bytes. jna-platform declares them as strings, so they travel in
 * ISO-8859-1, in which each character is one byte, whatever the locale says.
 */
public final class XattrCalls {
  private static final XAttr LIB =
      Native.load(
          "c",
          XAttr.class,
          Map.of(Library.OPTION_STRING_ENCODING, StandardCharsets.ISO_8859_1.name()));

  private XattrCalls() {}

  /** listxattr(2), or llistxattr(2) unless a symbolic link is followed. */
  public static long list(byte[] path, byte[] buffer, boolean follow) {
    size_t size = new size_t(buffer.length);
    String file = text(path);
    return checked(
        (follow ? LIB.listxattr(file, buffer, size) : LIB.llistxattr(file, buffer, size))
            .longValue());
  }

  /** getxattr(2), or lgetxattr(2) unless a symbolic link is followed. */
  public static long get(byte[] path, byte[] name, byte[] buffer, boolean follow) {
    size_t size = new size_t(buffer.length);
    String file = text(path);
    String key = text(name);
    return checked(
        (follow ? LIB.getxattr(file, key, buffer, size) : LIB.lgetxattr(file, key, buffer, size))
            .longValue());
  }

  /** setxattr(2), or lsetxattr(2) unless a symbolic link is followed. */
  public static long set(byte[] path, byte[] name, byte[] value, boolean follow) {
    size_t size = new size_t(value.length);
    String file = text(path);
    String key = text(name);
    return checked(
        follow
            ? LIB.setxattr(file, key, value, size, 0)
            : LIB.lsetxattr(file, key, value, size, 0));
  }

  /** removexattr(2), or lremovexattr(2) unless a symbolic link is followed. */
  public static long remove(byte[] path, byte[] name, boolean follow) {
    String file = text(path);
    String key = text(name);
    return checked(follow ? LIB.removexattr(file, key) : LIB.lremovexattr(file, key));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static long checked(long result) {
    return result == -1 ? -Native.getLastError() : result;
  }
}
