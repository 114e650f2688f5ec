package dev.davit.runtime.cgroup;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The place of a control group in every hierarchy of the machine, as an absolute path from the root
 * that is visible here, such as {@code /davit/web-1}. It is not a path in the file system: see
 * {@link #in}.
 *
 * @param value begins with a slash, ends with none, has no empty, {@code .} or {@code ..} component
 *     and no control character; {@code /} alone is the root
 */
public record CgroupPath(String value) {

  /** Where containers live whose configuration names no place. */
  public static final CgroupPath DAVIT = new CgroupPath("/davit");

  /** The visible root of a hierarchy. */
  public static final CgroupPath ROOT = new CgroupPath("/");

  private static final int NAME_MAX = 255;

  /**
   * Checks the grammar.
   *
   * @throws IllegalArgumentException if the value is not a cgroup path
   */
  public CgroupPath {
    if (!value.startsWith("/")) {
      throw refused(value, "not absolute");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw refused(value.replaceAll("\\p{Cntrl}", "?"), "control character");
    }
    if (value.length() > 1) {
      for (String name : value.substring(1).split("/", -1)) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
          throw refused(value, "component \"" + name + "\" is not a name");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_MAX) {
          throw refused(value, "component longer than " + NAME_MAX + " bytes");
        }
      }
    }
  }

  /**
   * The place that an OCI configuration asks for.
   *
   * @param cgroupsPath {@code linux.cgroupsPath}: absolute, or relative to {@link #DAVIT}; repeated
   *     and trailing slashes are dropped; or {@code SLICE:PREFIX:NAME} for a scope of systemd
   * @param name the name below {@link #DAVIT} if there is no cgroupsPath
   * @throws IllegalArgumentException if it is neither a cgroup path nor the name of a scope
   */
  public static CgroupPath ofSpec(Optional<String> cgroupsPath, String name) {
    if (cgroupsPath.isEmpty() || cgroupsPath.get().isEmpty()) {
      return DAVIT.child(name);
    }
    String asked = cgroupsPath.get();
    if (ScopeName.isOne(asked)) {
      return ScopeName.parse(asked, ScopeName.SYSTEM).path();
    }
    List<String> names = Arrays.stream(asked.split("/")).filter(part -> !part.isEmpty()).toList();
    if (names.isEmpty()) {
      throw refused(asked, "the root cgroup cannot be a container's");
    }
    String joined = "/" + String.join("/", names);
    return new CgroupPath(asked.startsWith("/") ? joined : DAVIT.value + joined);
  }

  /** True if this is the visible root. */
  public boolean isRoot() {
    return value.equals("/");
  }

  /** The cgroup above; the root's is the root. */
  public CgroupPath parent() {
    int slash = value.lastIndexOf('/');
    return slash == 0 ? ROOT : new CgroupPath(value.substring(0, slash));
  }

  /** The cgroup of that name below. */
  public CgroupPath child(String name) {
    return new CgroupPath(isRoot() ? "/" + name : value + "/" + name);
  }

  /** Its directory in the hierarchy that is mounted there. */
  public Path in(Path mountPoint) {
    return isRoot() ? mountPoint : mountPoint.resolve(value.substring(1));
  }

  private static IllegalArgumentException refused(String value, String why) {
    return new IllegalArgumentException("cgroup path \"" + value + "\": " + why);
  }

  @Override
  public String toString() {
    return value;
  }
}
