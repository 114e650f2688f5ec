package dev.davit.runtime.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the host side has found out for one start, beyond what {@link dev.davit.runtime.host.Host}
 * says of the machine.
 *
 * @param isDirectory tells of the source of a bind mount whether it is a directory
 * @param symlink tells of such a source where it leads, if it is a symbolic link
 * @param v1Cgroups the v1 hierarchies that the container has a cgroup in, by the names of their
 *     mount points
 * @param seccomp the compiled system call filter: instructions of 8 bytes each (seccomp(2))
 */
public record Findings(
    Predicate<Path> isDirectory,
    Function<Path, Optional<String>> symlink,
    List<String> v1Cgroups,
    Optional<byte[]> seccomp) {

  /** Copies the list. */
  public Findings {
    v1Cgroups = List.copyOf(v1Cgroups);
  }

  /** On this machine, with these cgroups and this filter. */
  public static Findings of(List<String> v1Cgroups, Optional<byte[]> seccomp) {
    return new Findings(Files::isDirectory, Findings::target, v1Cgroups, seccomp);
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
