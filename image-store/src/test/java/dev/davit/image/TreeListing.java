package dev.davit.image;

import static dev.davit.linux.OpenFlags.O_DIRECTORY;
import static dev.davit.linux.OpenFlags.O_NOFOLLOW;
import static dev.davit.linux.OpenFlags.O_PATH;
import static dev.davit.linux.OpenFlags.O_RDONLY;

import dev.davit.image.layer.Attributes;
import dev.davit.image.tar.RawPath;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Directories;
import dev.davit.linux.file.DirectoryEntry;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.Stat;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A tree in text, one line per path: type, mode, owner, time to the nanosecond, attributes, content
 * and which names are one file. Two trees are the same if their texts are.
 *
 * <p>The number of names itself is left out: overlayfs also counts names that a layer above has
 * hidden, and the attributes that a layer has to keep (image-spec 1.1, layer.md, "File Attributes")
 * are time, owner, mode, extended attributes and what a link refers to.
 */
public final class TreeListing {

  private final Map<String, String> lines = new TreeMap<>();
  private final Map<Long, String> firstNames = new HashMap<>();

  private TreeListing() {}

  /** The lines by path; the top is the empty path. */
  public static Map<String, String> of(Path top) throws Exception {
    TreeListing listing = new TreeListing();
    try (Fd root = Descriptors.open(Fd.CWD, top.toString(), O_RDONLY | O_DIRECTORY)) {
      listing.add(RawPath.ROOT, root, root);
    }
    return listing.lines;
  }

  private void add(RawPath path, Fd parent, Fd file) throws Exception {
    Stat stat = Metadata.stat(file);
    StringBuilder line =
        new StringBuilder(
            String.format(
                "%o %d:%d %d.%09d",
                stat.mode(),
                stat.uid(),
                stat.gid(),
                stat.modified().seconds(),
                stat.modified().nanos()));
    if (stat.isRegular()) {
      line.append(' ').append(stat.size()).append(' ').append(digest(parent, path.base()));
    } else if (stat.isSymlink()) {
      line.append(" -> ").append(RawPath.of(Names.readlink(file, "")));
    } else if (!stat.isDirectory()) {
      line.append(' ').append(stat.rdev());
    }
    for (Map.Entry<String, byte[]> xattr : Attributes.read(file).entrySet()) {
      line.append(' ').append(xattr.getKey()).append('=');
      line.append(HexFormat.of().formatHex(xattr.getValue()));
    }
    if (!stat.isDirectory() && firstNames.containsKey(stat.inode())) {
      line.append(" link of ").append(firstNames.get(stat.inode()));
    }
    lines.put(path.toString(), line.toString());
    if (stat.isDirectory()) {
      addEntries(path, file);
    }
  }

  private void addEntries(RawPath path, Fd directory) throws Exception {
    Map<RawPath, DirectoryEntry> entries = new TreeMap<>();
    for (DirectoryEntry entry : Directories.list(directory)) {
      entries.put(RawPath.of(entry.name()), entry);
    }
    for (RawPath name : entries.keySet()) {
      try (Fd file = Descriptors.open(directory, name.bytes(), O_PATH | O_NOFOLLOW, 0)) {
        add(path.child(name), directory, file);
        firstNames.putIfAbsent(Metadata.stat(file).inode(), path.child(name).toString());
      }
    }
  }

  private static String digest(Fd parent, RawPath name) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[Content.CHUNK];
    try (Fd file = Descriptors.open(parent, name.bytes(), O_RDONLY | O_NOFOLLOW, 0)) {
      for (int n = read(file, buffer); n > 0; n = read(file, buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }

  private static int read(Fd file, byte[] buffer) throws ErrnoException {
    return Content.read(file, buffer, 0, buffer.length);
  }
}
