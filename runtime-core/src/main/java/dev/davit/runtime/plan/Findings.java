package dev.davit.runtime.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the host side has found out for one start, beyond what {@link dev.davit.runtime.host.Host}
 * says of the machine.
 *
 * @param isDirectory tells of the source of a bind mount whether it is a directory
 * @param symlink tells of such a source where it leads, if it is a symbolic link
 * @param v1Cgroups the v1 hierarchies that the container has a cgroup in, by the names of their
 *     mount points
 * @param kernelMounts tells where a procfs or sysfs is mounted, the top-most first
 * @param seccomp the compiled system call filter: instructions of 8 bytes each (seccomp(2))
 */
public record Findings(
    Predicate<Path> isDirectory,
    Function<Path, Optional<String>> symlink,
    List<String> v1Cgroups,
    Supplier<List<String>> kernelMounts,
    Optional<byte[]> seccomp) {

  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  /** proc_pid_mountinfo(5): the mount point is the fifth word; the type comes after a dash. */
  private static final Pattern KERNEL_MOUNT =
      Pattern.compile("(?:\\S+ ){4}(\\S+) .* - (?:proc|sysfs) .*");

  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  /** Copies the list. */
  public Findings {
    v1Cgroups = List.copyOf(v1Cgroups);
  }

  /** On this machine, with these cgroups and this filter. */
  public static Findings of(List<String> v1Cgroups, Optional<byte[]> seccomp) {
    return new Findings(
        Files::isDirectory, Findings::target, v1Cgroups, () -> kernelMounts(mountinfo()), seccomp);
  }

  private static List<String> mountinfo() {
    try {
      return Files.readAllLines(MOUNTINFO);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that a text of the kernel's tells of, the last first: it is on top. */
  static List<String> kernelMounts(List<String> mountinfo) {
    List<String> found = new ArrayList<>();
    for (String line : mountinfo) {
      Matcher mount = KERNEL_MOUNT.matcher(line);
      if (mount.matches()) {
        found.add(
            0,
            OCTAL
                .matcher(mount.group(1))
                .replaceAll(c -> Character.toString((char) Integer.parseInt(c.group(1), 8))));
      }
    }
    return found;
  }

  private static Optional<String> target(Path path) {
    try {
      return Files.isSymbolicLink(path)
          ? Optional.of(Files.readSymbolicLink(path).toString())
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
