package dev.davit.runtime.rootless;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A range of ids that belongs to a user (subuid(5)).
 *
 * @param first the first id
 * @param count how many
 */
public record SubordinateIds(long first, long count) {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

  /**
   * The ranges of a user, by name or number, in the order of the file; other lines are left out.
   *
   * @param text of {@code /etc/subuid} or {@code /etc/subgid}
   */
  static List<SubordinateIds> of(String text, String name, long uid) {
    List<SubordinateIds> ranges = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] fields = line.split(":", -1);
      boolean numbers =
          fields.length == 3
              && NUMBER.matcher(fields[1]).matches()
              && NUMBER.matcher(fields[2].strip()).matches();
      if (numbers && (fields[0].equals(name) || fields[0].equals(Long.toString(uid)))) {
        long count = Long.parseLong(fields[2].strip());
        if (count > 0) {
          ranges.add(new SubordinateIds(Long.parseLong(fields[1]), count));
        }
      }
    }
    return ranges;
  }
}
