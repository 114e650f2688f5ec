package dev.davit.runtime.cgroup;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A systemd unit for a container, as the {@code linux.cgroupsPath} of the OCI configuration names
 * it by {@code SLICE:PREFIX:NAME}: the scope {@code PREFIX-NAME.scope} in that slice. A dash in the
 * name of a slice means a slice below another (systemd.slice(5)).
 *
 * @param slice such as {@code machine.slice}; {@code -.slice} is the root
 * @param unit such as {@code davit-web.scope}
 */
public record ScopeName(String slice, String unit) {

  /** Where scopes of the system go that name no slice. */
  public static final String SYSTEM = "system.slice";

  /** Where those of a user's own manager go. */
  public static final String USER = "user.slice";

  private static final String SLICE = ".slice";
  private static final String SCOPE = ".scope";
  private static final String ROOT_SLICE = "-.slice";

  // systemd.unit(5): the rest has to be written as \xNN
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9:_.\\\\@-]+");
  private static final int MAX = 255;

  /**
   * Checks both names.
   *
   * @throws IllegalArgumentException if one is not the name of such a unit
   */
  public ScopeName {
    check(slice, SLICE);
    check(unit, SCOPE);
    String stem = slice.substring(0, slice.length() - SLICE.length());
    boolean dashes = stem.startsWith("-") || stem.endsWith("-") || stem.contains("--");
    if (dashes && !slice.equals(ROOT_SLICE)) {
      throw new IllegalArgumentException(
          "systemd slice \"" + slice + "\": a dash must stand between two names");
    }
  }

  private static void check(String name, String suffix) {
    if (!name.endsWith(suffix)
        || name.length() == suffix.length()
        || name.length() > MAX
        || !VALID.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "systemd unit \"" + name + "\": not a name that ends with " + suffix);
    }
  }

  /** Whether a cgroupsPath is meant for systemd. */
  public static boolean isOne(String cgroupsPath) {
    return cgroupsPath.indexOf('/') < 0 && cgroupsPath.chars().filter(c -> c == ':').count() == 2;
  }

  /** Whether a place is the name of a slice rather than a path. */
  public static boolean isSlice(String place) {
    return place.indexOf('/') < 0 && place.endsWith(SLICE);
  }

  /**
   * Reads {@code SLICE:PREFIX:NAME}.
   *
   * @param defaultSlice where it goes if it names no slice
   * @throws IllegalArgumentException if it is not of that form
   */
  public static ScopeName parse(String cgroupsPath, String defaultSlice) {
    String[] parts = cgroupsPath.split(":", -1);
    if (parts.length != 3 || parts[2].isEmpty()) {
      throw new IllegalArgumentException(
          "cgroup path \"" + cgroupsPath + "\": not of the form SLICE:PREFIX:NAME");
    }
    String slice = parts[0].isEmpty() ? defaultSlice : parts[0];
    String name = parts[1].isEmpty() ? parts[2] : parts[1] + "-" + parts[2];
    return new ScopeName(slice, name + SCOPE);
  }

  /**
   * The scope that lies at a place in the hierarchy.
   *
   * @return empty if systemd would not have put one there
   */
  public static Optional<ScopeName> at(CgroupPath path) {
    String[] names = path.value().substring(1).split("/");
    String unit = names[names.length - 1];
    String slice = names.length == 1 ? ROOT_SLICE : names[names.length - 2];
    if (!unit.endsWith(SCOPE) || !slice.endsWith(SLICE)) {
      return Optional.empty();
    }
    try {
      ScopeName name = new ScopeName(slice, unit);
      return path.value().endsWith(name.path().value()) ? Optional.of(name) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Its place below the root of the manager. */
  public CgroupPath path() {
    return slicePath(slice).child(unit);
  }

  /**
   * The place of a slice below the root of the manager: {@code a-b.slice} lies in {@code a.slice}.
   */
  public static CgroupPath slicePath(String slice) {
    if (slice.equals(ROOT_SLICE)) {
      return CgroupPath.ROOT;
    }
    StringBuilder path = new StringBuilder();
    String stem = slice.substring(0, slice.length() - SLICE.length());
    for (int dash = stem.indexOf('-'); dash > 0; dash = stem.indexOf('-', dash + 1)) {
      path.append('/').append(stem, 0, dash).append(SLICE);
    }
    return new CgroupPath(path.append('/').append(slice).toString());
  }

  /**
   * A slice in another one.
   *
   * @param parent such as {@code pods.slice}
   * @param name of the part that is added
   * @throws IllegalArgumentException if there can be no such slice
   */
  public static String below(String parent, String name) {
    String stem = parent.substring(0, parent.length() - SLICE.length());
    String slice = (parent.equals(ROOT_SLICE) ? "" : stem + "-") + name + SLICE;
    return new ScopeName(slice, name + SCOPE).slice();
  }
}
