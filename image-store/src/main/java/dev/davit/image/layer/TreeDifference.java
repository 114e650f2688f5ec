package dev.davit.image.layer;

import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;

import dev.davit.image.ImageException;
import dev.davit.image.tar.RawPath;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.DirectoryEntry;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import dev.davit.linux.xattr.Xattrs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where a tree is not what it should be: names, types, modes, owners, times, content, attributes,
 * and which names are one file. By descriptor, following no symbolic link.
 */
public final class TreeDifference {

  private static final int MAX_DEPTH = 4096;

  private final FileComparison bytes = new FileComparison();
  private final Map<Long, Long> sameFile = new HashMap<>();
  private final Map<Long, Long> sameFileBack = new HashMap<>();
  private String first;
  private long count;

  private TreeDifference() {}

  /**
   * Compares two trees.
   *
   * @return the first difference in words, and how many more there are; nothing if there is none
   * @throws ImageException.Storage if one cannot be read
   */
  public static Optional<String> of(Path actual, Path expected) {
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    try (Fd a = Descriptors.open(Fd.CWD, actual.toString(), flags);
        Fd b = Descriptors.open(Fd.CWD, expected.toString(), flags)) {
      TreeDifference difference = new TreeDifference();
      difference.files(RawPath.ROOT, a, b);
      difference.directories(RawPath.ROOT, a, b, 0);
      return difference.text();
    } catch (ErrnoException e) {
      throw new ImageException.Storage(actual + ": compare: " + e.getMessage(), e);
    }
  }

  private Optional<String> text() {
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(first + (count > 1 ? " (and " + (count - 1) + " more)" : ""));
  }

  private void note(RawPath path, String what) {
    if (count++ == 0) {
      first = (path.equals(RawPath.ROOT) ? "/" : path.toString()) + ": " + what;
    }
  }

  private void directories(RawPath path, Fd a, Fd b, int depth) throws ErrnoException {
    if (depth > MAX_DEPTH) {
      throw new ImageException.Unsupported(path + ": nested too deeply to be compared");
    }
    Map<RawPath, DirectoryEntry> ours = entries(a);
    Map<RawPath, DirectoryEntry> theirs = entries(b);
    for (RawPath name : ours.keySet()) {
      if (!theirs.containsKey(name)) {
        note(path.child(name), "is not in the archive");
      }
    }
    for (RawPath name : theirs.keySet()) {
      if (!ours.containsKey(name)) {
        note(path.child(name), "is missing");
        continue;
      }
      try (Fd one = Descriptors.open(a, name.bytes(), O_PATH | O_NOFOLLOW, 0);
          Fd other = Descriptors.open(b, name.bytes(), O_PATH | O_NOFOLLOW, 0)) {
        if (files(path.child(name), one, other)) {
          directories(path.child(name), one, other, depth + 1);
        }
      }
    }
  }

  private static Map<RawPath, DirectoryEntry> entries(Fd directory) throws ErrnoException {
    Map<RawPath, DirectoryEntry> entries = new TreeMap<>();
    for (DirectoryEntry entry : Directories.list(directory)) {
      entries.put(RawPath.of(entry.name()), entry);
    }
    return entries;
  }

  /** Compares two files; true if both are directories. */
  private boolean files(RawPath path, Fd a, Fd b) throws ErrnoException {
    Stat one = Metadata.stat(a);
    Stat other = Metadata.stat(b);
    if (one.type() != other.type()) {
      note(path, "is another kind of file");
      return false;
    }
    if (Whiteout.is(one) && Whiteout.is(other)) {
      // Nobody sees anything of it.
      return false;
    }
    if (one.mode() != other.mode()) {
      note(path, "mode %o and not %o".formatted(one.permissions(), other.permissions()));
    } else if (one.uid() != other.uid() || one.gid() != other.gid()) {
      note(
          path,
          "owner %d:%d and not %d:%d".formatted(one.uid(), one.gid(), other.uid(), other.gid()));
    } else if (!one.modified().equals(other.modified())) {
      note(path, "was modified at another time");
    } else if (!sameAttributes(a, b)) {
      note(path, "has other extended attributes");
    } else if (!one.isDirectory()) {
      content(path, a, b, one, other);
    }
    return one.isDirectory();
  }

  private void content(RawPath path, Fd a, Fd b, Stat one, Stat other) throws ErrnoException {
    if (!isSameFile(one, other)) {
      note(path, "is a name of another file");
    } else if (one.isRegular() && one.size() != other.size()) {
      note(path, "%d bytes and not %d".formatted(one.size(), other.size()));
    } else if (one.isRegular() && !bytes.same(a, b)
        || one.isSymlink() && !Arrays.equals(Names.readlink(a, ""), Names.readlink(b, ""))
        || !one.isRegular() && !one.isSymlink() && !one.rdev().equals(other.rdev())) {
      note(path, "has other content");
    }
  }

  /** Whether what was one file under other names is one here too. */
  private boolean isSameFile(Stat one, Stat other) {
    if (one.links() == 1 && other.links() == 1) {
      return true;
    }
    Long known = sameFile.putIfAbsent(one.inode(), other.inode());
    Long back = sameFileBack.putIfAbsent(other.inode(), one.inode());
    return (known == null || known == other.inode()) && (back == null || back == one.inode());
  }

  private static boolean sameAttributes(Fd a, Fd b) throws ErrnoException {
    return attributes(a).equals(attributes(b));
  }

  private static Map<String, String> attributes(Fd file) throws ErrnoException {
    Map<String, String> attributes = new TreeMap<>();
    Xattrs xattrs = Xattrs.of(file);
    for (byte[] name : xattrs.list()) {
      xattrs.get(name).ifPresent(value -> attributes.put(latin1(name), latin1(value)));
    }
    return attributes;
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
