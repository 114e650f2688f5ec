package dev.davit.image.tar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Access control lists as {@code SCHILY.acl.access} and {@code SCHILY.acl.default} have them
 * (star(5), "SCHILY.acl.access"; acl(5), "ACL TEXT FORMS"), and as the kernel keeps them in the
 * attributes {@code system.posix_acl_access} and {@code system.posix_acl_default}
 * (linux/posix_acl_xattr.h).
 */
public final class AclText {

  private static final int VERSION = 2;
  private static final int NO_ID = -1;

  private enum Tag {
    USER_OBJ(0x01),
    USER(0x02),
    GROUP_OBJ(0x04),
    GROUP(0x08),
    MASK(0x10),
    OTHER(0x20);

    private final int number;

    Tag(int number) {
      this.number = number;
    }
  }

  /** What numbers names have. */
  public interface Ids {
    /** The number of a user, or of a group; the name's bytes as ISO-8859-1. */
    Optional<Integer> of(boolean user, String name);
  }

  /** Nobody is known. */
  static final Ids NONE = (user, name) -> Optional.empty();

  private record Entry(Tag tag, int permissions, int id) {}

  private AclText() {}

  /**
   * The attribute's value for a list.
   *
   * @param ids of those whom the list names without saying the number
   * @return nothing if the list is not understood, or names somebody who is not known
   */
  public static Optional<byte[]> toXattr(String text, Ids ids) {
    List<Entry> entries = new ArrayList<>();
    for (String line : text.split("[,\n]")) {
      String entry = line.replaceFirst("#.*", "").strip();
      if (entry.isEmpty()) {
        continue;
      }
      Optional<Entry> parsed = parse(entry, ids);
      if (parsed.isEmpty()) {
        return Optional.empty();
      }
      entries.add(parsed.get());
    }
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    // The kernel takes only the order of the tags, and ids ascending as unsigned numbers.
    entries.sort(
        Comparator.comparing(Entry::tag).thenComparing(e -> Integer.toUnsignedLong(e.id())));
    ByteBuffer value = ByteBuffer.allocate(4 + 8 * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
    value.putInt(VERSION);
    for (Entry entry : entries) {
      value.putShort((short) entry.tag().number).putShort((short) entry.permissions());
      value.putInt(entry.id());
    }
    return Optional.of(value.array());
  }

  private static Optional<Entry> parse(String text, Ids ids) {
    String[] fields = text.split(":", -1);
    if (fields.length < 2) {
      return Optional.empty();
    }
    boolean shortForm = fields.length == 2;
    String qualifier = shortForm ? "" : fields[1];
    Optional<Integer> permissions = permissions(fields[shortForm ? 1 : 2].strip());
    boolean user = fields[0].startsWith("u");
    // star writes the number behind the permissions when the qualifier is a name.
    Optional<Integer> id =
        id(fields.length > 3 ? fields[3].strip() : qualifier).or(() -> ids.of(user, qualifier));
    boolean named = !qualifier.isEmpty();
    Tag tag =
        switch (fields[0]) {
          case "user", "u" -> named ? Tag.USER : Tag.USER_OBJ;
          case "group", "g" -> named ? Tag.GROUP : Tag.GROUP_OBJ;
          case "mask", "m" -> Tag.MASK;
          case "other", "o" -> Tag.OTHER;
          default -> null;
        };
    if (tag == null || permissions.isEmpty() || named && id.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Entry(tag, permissions.get(), named ? id.get() : NO_ID));
  }

  private static Optional<Integer> permissions(String text) {
    int bits = 0;
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case 'r' -> bits |= 4;
        case 'w' -> bits |= 2;
        case 'x' -> bits |= 1;
        case '-' -> {}
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(bits);
  }

  private static Optional<Integer> id(String text) {
    try {
      return Optional.of(Integer.parseUnsignedInt(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
