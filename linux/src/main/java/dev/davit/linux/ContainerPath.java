package dev.davit.linux;

import java.util.ArrayList;
import java.util.List;

/**
 * An absolute path inside a container, in normal form: no empty component, no {@code .}, no
 * trailing slash. It is a type of its own, and never a {@link java.nio.file.Path}, because mixing
 * the two is this field's classic hole: a path inside a container means nothing on the host until
 * it is resolved below the container's root.
 *
 * <p>{@code ..} components stay, since what they mean depends on symbolic links: the resolver stops
 * them at the root.
 *
 * @param components the names from the root; none for the root itself
 */
public record ContainerPath(List<String> components) {
  /** The root directory. */
  public static final ContainerPath ROOT = new ContainerPath(List.of());

  /** Refuses what is no name. */
  public ContainerPath {
    components = List.copyOf(components);
    for (String name : components) {
      if (name.isEmpty() || name.equals(".") || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
        throw new IllegalArgumentException("\"" + name + "\": no name of a path component");
      }
    }
  }

  /**
   * Reads an absolute path.
   *
   * @throws IllegalArgumentException when it does not begin with a slash, or holds NUL
   */
  public static ContainerPath of(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("\"" + path + "\": not an absolute path");
    }
    return new ContainerPath(split(path));
  }

  /** Reads a path that counts from a directory when it does not begin with a slash. */
  public static ContainerPath of(ContainerPath directory, String path) {
    return path.startsWith("/") ? of(path) : directory.resolve(path);
  }

  private static List<String> split(String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/")) {
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }

  /** The path with more components at its end. */
  public ContainerPath resolve(String relative) {
    List<String> names = new ArrayList<>(components);
    names.addAll(split(relative));
    return new ContainerPath(names);
  }

  /** Whether it is the root directory. */
  public boolean isRoot() {
    return components.isEmpty();
  }

  /** The path without its last component; the root is its own. */
  public ContainerPath parent() {
    return isRoot() ? this : new ContainerPath(components.subList(0, components.size() - 1));
  }

  /** The last component; empty for the root. */
  public String name() {
    return isRoot() ? "" : components.get(components.size() - 1);
  }

  /** Whether this is that path or below it, by names alone. */
  public boolean startsWith(ContainerPath other) {
    return components.size() >= other.components.size()
        && components.subList(0, other.components.size()).equals(other.components);
  }

  /** The path from the root without the leading slash; {@code .} for the root. */
  public String relative() {
    return isRoot() ? "." : String.join("/", components);
  }

  /** The path with its leading slash. */
  @Override
  public String toString() {
    return "/" + String.join("/", components);
  }
}
