package dev.davit.linux.file;

import dev.davit.linux.Mode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A name in a directory, as getdents64(2) gives it.
 *
 * @param name its bytes, never {@code .} or {@code ..}
 * @param inode inode number
 * @param type a type of {@link Mode}, or 0 when the file system does not tell
 */
public record DirectoryEntry(byte[] name, long inode, int type) {
  /** The name as UTF-8; not every name is, so this is for messages and for names one knows. */
  public String text() {
    return new String(name, StandardCharsets.UTF_8);
  }

  /** Whether the directory says that it is one; ask stat when {@link #type} is 0. */
  public boolean isDirectory() {
    return type == Mode.S_IFDIR;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DirectoryEntry that
        && Arrays.equals(name, that.name)
        && inode == that.inode
        && type == that.type;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(name) + Long.hashCode(inode);
  }

  @Override
  public String toString() {
    return text();
  }
}
