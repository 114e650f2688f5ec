package dev.davit.runtime.plan;

import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mappings that crun and podman write into a mount option: {@code
 * idmap=uids=0-1-10#10-11-10;gids=0-100-10}. Each range is the first id on the filesystem, the
 * first that is shown for it on the host, and how many. Where an {@code @} is before it, the second
 * is an id in the container's user namespace.
 */
final class ShownIds {

  private static final Pattern RANGE =
      Pattern.compile("(@?)([0-9]{1,10})-([0-9]{1,10})-([0-9]{1,10})");

  private ShownIds() {}

  /**
   * Reads what follows {@code idmap=}.
   *
   * @throws IllegalArgumentException if it is no mapping of users and groups
   */
  static MountIds parse(String text, Linux linux, boolean recursive) {
    Optional<List<IdMapping>> uids = Optional.empty();
    Optional<List<IdMapping>> gids = Optional.empty();
    for (String part : text.split(";")) {
      if (part.startsWith("uids=")) {
        uids = Optional.of(ranges(part, linux.uidMappings()));
      } else if (part.startsWith("gids=")) {
        gids = Optional.of(ranges(part, linux.gidMappings()));
      } else {
        throw new IllegalArgumentException(
            "\"idmap=" + text + "\": wanted is uids=ID-ID-COUNT;gids=ID-ID-COUNT");
      }
    }
    if (uids.isEmpty() || gids.isEmpty()) {
      throw new IllegalArgumentException(
          "\"idmap=" + text + "\": an id-mapped mount needs mappings of user and group ids");
    }
    return new MountIds(uids.get(), gids.get(), recursive);
  }

  private static List<IdMapping> ranges(String part, List<IdMapping> container) {
    List<IdMapping> ranges = new ArrayList<>();
    for (String text : part.substring("uids=".length()).split("#", -1)) {
      Matcher range = RANGE.matcher(text);
      if (!range.matches()) {
        throw new IllegalArgumentException(
            "\"" + text + "\": no range of ids: wanted is FILESYSTEM-HOST-COUNT");
      }
      long shown = Long.parseLong(range.group(3));
      if (!range.group(1).isEmpty()) {
        if (container.isEmpty()) {
          throw new IllegalArgumentException(
              "\"" + text + "\": relative to a user namespace, and there are no mappings of one");
        }
        shown =
            new IdMap(container)
                .toHost(shown)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "\"" + text + "\": no such id in the user namespace"));
      }
      ranges.add(
          IdMapping.of(Long.parseLong(range.group(2)), shown, Long.parseLong(range.group(4))));
    }
    return ranges;
  }
}
