package dev.davit.nativetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that can be seen of a tree, file by file: what find, stat, sha256sum and getfattr say. Names
 * are kept byte for byte (one char per byte).
 *
 * @param files the attributes of each file, printed, by its path from the root of the tree
 */
record TreeListing(Map<String, String> files) {
  private static final int FIELDS = 10;

  /** The listing of a directory that this process can see. */
  static TreeListing of(String directory) {
    Path out = Workspace.directory("listing");
    Tool.run("sh", Scripts.path("list-tree.sh"), directory, out.toString());
    return read(out);
  }

  /** The listing that list-tree.sh has written into a directory, which is then removed. */
  static TreeListing read(Path out) {
    Map<String, String> hashes = new HashMap<>();
    for (String line : zeroes(out.resolve("content"))) {
      // A backslash in the first column says that the name is escaped; -z never escapes.
      hashes.put(line.substring(68), line.substring(0, 64));
    }
    List<String> devices = zeroes(out.resolve("devices"));
    Map<String, String> numbers = new HashMap<>();
    for (int i = 0; i + 1 < devices.size(); i += 2) {
      numbers.put(devices.get(i).substring(2), devices.get(i + 1));
    }
    Map<String, String> xattrs = xattrs(out.resolve("xattrs"));
    List<String> names = zeroes(out.resolve("names"));
    Map<String, Set<String>> links = new HashMap<>();
    for (int i = 0; i < names.size(); i += FIELDS) {
      if (!names.get(i + 1).equals("d") && !names.get(i + 9).equals("1")) {
        links.computeIfAbsent(names.get(i + 8), k -> new TreeSet<>()).add(names.get(i));
      }
    }
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < names.size(); i += FIELDS) {
      String path = names.get(i);
      List<String> says = new ArrayList<>();
      String type = names.get(i + 1);
      says.add("type=" + type);
      if (!type.equals("l")) {
        says.add("mode=" + names.get(i + 2));
      }
      says.add("owner=" + names.get(i + 3) + ":" + names.get(i + 4));
      if (type.equals("f")) {
        says.add("size=" + names.get(i + 5) + " sha256=" + hashes.get(path));
      }
      says.add("mtime=" + names.get(i + 6));
      if (type.equals("l")) {
        says.add("target=" + names.get(i + 7));
      }
      if (numbers.containsKey(path)) {
        says.add("device=" + numbers.get(path));
      }
      says.add("links=" + links.getOrDefault(names.get(i + 8), Set.of(path)));
      says.add("xattrs=" + xattrs.getOrDefault(path, ""));
      files.put(path, String.join(" ", says));
    }
    Workspace.delete(out);
    return new TreeListing(files);
  }

  /** A listing without the root itself and without these paths and all below them. */
  TreeListing without(String... paths) {
    Map<String, String> rest = new TreeMap<>(files);
    rest.remove("");
    for (String path : paths) {
      rest.keySet().removeIf(p -> p.equals(path) || p.startsWith(path + "/"));
    }
    return new TreeListing(rest);
  }

  /** A line for each difference to what is expected; none when the trees are alike. */
  List<String> differences(TreeListing expected) {
    Set<String> all = new TreeSet<>(files.keySet());
    all.addAll(expected.files.keySet());
    return all.stream()
        .filter(p -> !java.util.Objects.equals(files.get(p), expected.files.get(p)))
        .map(p -> p + "\n    is       " + files.get(p) + "\n    expected " + expected.files.get(p))
        .toList();
  }

  /** getfattr's "# file: NAME" blocks, with names that it has escaped in octal. */
  private static Map<String, String> xattrs(Path file) {
    Map<String, TreeSet<String>> found = new HashMap<>();
    String name = "";
    for (String line : HostSnapshot.lines(file)) {
      if (line.startsWith("# file: ")) {
        name = unescape(line.substring(8));
      } else if (!line.isEmpty() && !line.startsWith("trusted.overlay.")) {
        found.computeIfAbsent(name, k -> new TreeSet<>()).add(line);
      }
    }
    Map<String, String> printed = new HashMap<>();
    found.forEach((n, lines) -> printed.put(n, String.join(",", lines)));
    return printed;
  }

  private static String unescape(String name) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '\\'
          && i + 3 < name.length()
          && Character.isDigit(name.charAt(i + 1))) {
        plain.append((char) Integer.parseInt(name.substring(i + 1, i + 4), 8));
        i += 3;
      } else {
        plain.append(name.charAt(i));
      }
    }
    return plain.toString();
  }

  private static List<String> zeroes(Path file) {
    try {
      String all = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return all.isEmpty()
          ? List.of()
          : List.of(all.substring(0, all.length() - 1).split("\0", -1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
