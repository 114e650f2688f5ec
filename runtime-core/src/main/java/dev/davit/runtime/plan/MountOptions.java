package dev.davit.runtime.plan;

import static dev.davit.linux.MountAttributes.MOUNT_ATTR_NOATIME;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR_NODEV;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR_NODIRATIME;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR_NOEXEC;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR_NOSUID;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR_NOSYMFOLLOW;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR_RDONLY;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR_RELATIME;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR_STRICTATIME;
import static dev.davit.linux.MountAttributes.MOUNT_ATTR__ATIME;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The options of an OCI mount, sorted by who understands them (runtime-spec, config-linux and the
 * table of mount options in config).
 *
 * @param bind whether {@code bind} or {@code rbind} is among them
 * @param recursive whether {@code rbind} is
 * @param attributes what the mount itself gets
 * @param recursiveAttributes what it and all below it get ({@code rro}, {@code rnosuid}, …)
 * @param propagation the last propagation type, if any
 * @param superblock options that every filesystem knows ({@code sync}, {@code lazytime}, …)
 * @param data options for the filesystem, {@code key=value} or a word
 * @param special options of the runtime rather than of the mount: {@code idmap}, {@code ridmap},
 *     {@code tmpcopyup}, {@code src-nofollow}, {@code dest-nofollow}, {@code copy-symlink}, {@code
 *     remount}
 * @param shownIds what follows {@code idmap=} or {@code ridmap=}
 */
record MountOptions(
    boolean bind,
    boolean recursive,
    Attributes attributes,
    Attributes recursiveAttributes,
    Optional<Propagation> propagation,
    List<String> superblock,
    List<String> data,
    Set<String> special,
    Optional<String> shownIds) {

  /**
   * Attributes to set and to clear (mount_setattr(2)).
   *
   * @param set MOUNT_ATTR_* to set
   * @param clear MOUNT_ATTR_* to clear first
   */
  record Attributes(long set, long clear) {
    static final Attributes NONE = new Attributes(0, 0);

    private Attributes and(Attributes later) {
      return new Attributes((set & ~later.clear) | later.set, (clear & ~later.set) | later.clear);
    }
  }

  private static final Map<String, Attributes> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("ro", set(MOUNT_ATTR_RDONLY)),
          Map.entry("rw", clear(MOUNT_ATTR_RDONLY)),
          Map.entry("nosuid", set(MOUNT_ATTR_NOSUID)),
          Map.entry("suid", clear(MOUNT_ATTR_NOSUID)),
          Map.entry("nodev", set(MOUNT_ATTR_NODEV)),
          Map.entry("dev", clear(MOUNT_ATTR_NODEV)),
          Map.entry("noexec", set(MOUNT_ATTR_NOEXEC)),
          Map.entry("exec", clear(MOUNT_ATTR_NOEXEC)),
          Map.entry("nodiratime", set(MOUNT_ATTR_NODIRATIME)),
          Map.entry("diratime", clear(MOUNT_ATTR_NODIRATIME)),
          Map.entry("nosymfollow", set(MOUNT_ATTR_NOSYMFOLLOW)),
          Map.entry("symfollow", clear(MOUNT_ATTR_NOSYMFOLLOW)),
          Map.entry("noatime", atime(MOUNT_ATTR_NOATIME)),
          Map.entry("atime", atime(MOUNT_ATTR_RELATIME)),
          Map.entry("relatime", atime(MOUNT_ATTR_RELATIME)),
          Map.entry("norelatime", atime(MOUNT_ATTR_STRICTATIME)),
          Map.entry("strictatime", atime(MOUNT_ATTR_STRICTATIME)),
          Map.entry("nostrictatime", atime(MOUNT_ATTR_RELATIME)));

  /** Flags of the superblock that fsconfig(2) knows for every filesystem. */
  private static final Set<String> SUPERBLOCK =
      Set.of("sync", "async", "dirsync", "lazytime", "nolazytime", "mand", "nomand");

  /** Without effect: the defaults, what only concerns kernel messages, and i_version. */
  private static final Set<String> NEUTRAL =
      Set.of("defaults", "silent", "loud", "iversion", "noiversion");

  private static final Set<String> SPECIAL =
      Set.of(
          "tmpcopyup",
          "idmap",
          "ridmap",
          "src-nofollow",
          "dest-nofollow",
          "copy-symlink",
          "remount");

  static MountOptions parse(List<String> options) {
    boolean bind = false;
    boolean recursive = false;
    Attributes own = Attributes.NONE;
    Attributes all = Attributes.NONE;
    Optional<Propagation> propagation = Optional.empty();
    List<String> superblock = new ArrayList<>();
    List<String> data = new ArrayList<>();
    Set<String> special = new TreeSet<>();
    Optional<String> shownIds = Optional.empty();
    for (String option : options) {
      Attributes one = ATTRIBUTES.get(option);
      Attributes below = option.startsWith("r") ? ATTRIBUTES.get(option.substring(1)) : null;
      if (one != null) {
        own = own.and(one);
      } else if (below != null) {
        all = all.and(below);
      } else if (option.equals("bind") || option.equals("rbind")) {
        bind = true;
        recursive |= option.equals("rbind");
      } else if (Propagation.ofOption(option).isPresent()) {
        propagation = Propagation.ofOption(option);
      } else if (SPECIAL.contains(option)) {
        special.add(option);
      } else if (option.startsWith("idmap=") || option.startsWith("ridmap=")) {
        special.add(option.substring(0, option.indexOf('=')));
        shownIds = Optional.of(option.substring(option.indexOf('=') + 1));
      } else if (SUPERBLOCK.contains(option)) {
        superblock.add(option);
      } else if (!NEUTRAL.contains(option) && !option.isEmpty()) {
        data.add(option);
      }
    }
    return new MountOptions(
        bind, recursive, own, all, propagation, superblock, data, special, shownIds);
  }

  /** The options that are understood here and not handed to the filesystem, sorted. */
  static List<String> known() {
    TreeSet<String> known = new TreeSet<>(ATTRIBUTES.keySet());
    ATTRIBUTES.keySet().forEach(option -> known.add("r" + option));
    known.addAll(SUPERBLOCK);
    known.addAll(NEUTRAL);
    known.addAll(SPECIAL);
    known.addAll(List.of("bind", "rbind"));
    for (Propagation.Type type : Propagation.Type.values()) {
      String option = type.name().toLowerCase(Locale.ROOT);
      known.add(option);
      known.add("r" + option);
    }
    return List.copyOf(known);
  }

  private static Attributes set(long attribute) {
    return new Attributes(attribute, 0);
  }

  private static Attributes clear(long attribute) {
    return new Attributes(0, attribute);
  }

  // mount_setattr(2): to change the access time attribute, the whole field must be cleared
  private static Attributes atime(long attribute) {
    return new Attributes(attribute, MOUNT_ATTR__ATIME);
  }
}
