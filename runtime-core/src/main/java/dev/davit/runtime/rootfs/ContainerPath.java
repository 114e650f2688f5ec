package dev.davit.runtime.rootfs;

import java.util.ArrayList;
import java.util.List;

/**
 * An absolute path inside a container. It is never a path of the host: to be used there it has to
 * be resolved through the descriptor of the root filesystem (openat2(2), RESOLVE_IN_ROOT).
 *
 * @param components the names from the root on; none of them empty, {@code .} or {@code ..}
 */
public record ContainerPath(List<String> components) {

  /** Copies the names. */
  public ContainerPath {
    components = List.copyOf(components);
  }

  /**
   * Reads a path. A missing leading slash is understood, {@code .} and {@code ..} are resolved by
   * the text alone; above the root is the root.
   *
   * @throws IllegalArgumentException if it holds a NUL
   */
  public static ContainerPath of(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("path in the container: holds a NUL byte");
    }
    List<String> names = new ArrayList<>();
    for (String name : text.split("/")) {
      if (name.equals("..")) {
        if (!names.isEmpty()) {
          names.remove(names.size() - 1);
        }
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return new ContainerPath(names);
  }

  /** True for {@code /}. */
  public boolean isRoot() {
    return components.isEmpty();
  }

  /** The last name; empty for the root. */
  public String name() {
    return isRoot() ? "" : components.get(components.size() - 1);
  }

  /** The directory that holds it; the root's is the root. */
  public ContainerPath parent() {
    return isRoot() ? this : new ContainerPath(components.subList(0, components.size() - 1));
  }

  /** The path of its first names. */
  public ContainerPath prefix(int count) {
    return new ContainerPath(components.subList(0, count));
  }

  /** True if this is the other path, or lies below it, by the text alone. */
  public boolean startsWith(ContainerPath other) {
    return components.size() >= other.components.size()
        && components.subList(0, other.components.size()).equals(other.components);
  }

  @Override
  public String toString() {
    return "/" + String.join("/", components);
  }
}
