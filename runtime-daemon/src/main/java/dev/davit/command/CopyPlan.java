package dev.davit.command;

import dev.davit.linux.file.Stat;
import java.util.Optional;

/**
 * Where a copy goes, by the rules of {@code docker cp}, which are those of cp(1) without options.
 *
 * @param directory at the destination, in which it is unpacked
 * @param name what it is called there; empty for the content of a directory alone
 */
record CopyPlan(String directory, String name) {

  /**
   * Plans a copy.
   *
   * @throws UsageException if source and destination do not fit
   */
  static CopyPlan of(String source, Stat what, String destination, Optional<Stat> there) {
    if (there.isPresent() && there.get().isDirectory()) {
      boolean content = source.endsWith("/.") || source.equals(".");
      return new CopyPlan(destination, content ? "" : base(source));
    }
    if (there.isPresent() && what.isDirectory()) {
      throw new UsageException(
          destination + ": not a directory: the directory " + source + " cannot go there");
    }
    if (there.isEmpty() && destination.endsWith("/") && !what.isDirectory()) {
      throw new UsageException(destination + ": no such directory");
    }
    return new CopyPlan(parent(destination), base(destination));
  }

  private static String stripped(String path) {
    String text = path;
    while (text.endsWith("/.") || text.length() > 1 && text.endsWith("/")) {
      text = text.substring(0, text.length() - (text.endsWith("/") ? 1 : 2));
    }
    return text;
  }

  /** The last component, or nothing for the root. */
  static String base(String path) {
    String text = stripped(path);
    String last = text.substring(text.lastIndexOf('/') + 1);
    if (last.equals("..")) {
      throw new UsageException(path + ": ends in ..: give the directory's name");
    }
    return last.equals(".") ? "" : last;
  }

  private static String parent(String path) {
    String text = stripped(path);
    int slash = text.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : text.substring(0, slash);
  }
}
