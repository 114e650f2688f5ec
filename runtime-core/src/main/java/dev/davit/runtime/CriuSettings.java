package dev.davit.runtime;

import dev.davit.runtime.criu.CriuRequest.CgroupMode;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * How criu saves or restores a container; both have to be told the same.
 *
 * @param images the directory of what is saved; it is made, with mode 0700, if it is not there
 * @param work the directory of logs; the container's state directory if it is empty
 * @param options what is allowed beyond the ordinary
 * @param cgroups what is done with control groups
 * @param configuration a file of criu's own options, which it takes rather than these, and which
 *     may have it run programs as root: never one that a stranger names
 */
public record CriuSettings(
    Path images,
    Optional<Path> work,
    Set<Option> options,
    CgroupMode cgroups,
    Optional<Path> configuration) {

  /** What is not done unless it is asked for. */
  public enum Option {
    /** Connections of TCP that are open are kept: {@code --tcp-established}. */
    TCP_ESTABLISHED,
    /** One end of a Unix socket may be outside: {@code --ext-unix-sk}. */
    EXTERNAL_UNIX_SOCKETS,
    /** The session may belong to somebody outside: {@code --shell-job}. */
    SHELL_JOB,
    /** Locks of files are kept: {@code --file-locks}. */
    FILE_LOCKS,
    /** Earlier images lose what these have: {@code --auto-dedup}. */
    AUTO_DEDUP,
    /** Memory comes when it is used first (userfaultfd(2)): {@code --lazy-pages}. */
    LAZY_PAGES,
    /** The network namespace is made, and left empty: {@code --empty-ns network}. */
    EMPTY_NETWORK
  }

  /** Copies the options. */
  public CriuSettings {
    images = images.toAbsolutePath().normalize();
    work = work.map(path -> path.toAbsolutePath().normalize());
    options = Set.copyOf(options);
  }

  /** What is usual, in a directory. */
  public static CriuSettings of(Path images) {
    return new CriuSettings(images, Optional.empty(), Set.of(), CgroupMode.SOFT, Optional.empty());
  }

  /** A copy with one more option. */
  public CriuSettings with(Option option) {
    EnumSet<Option> all = EnumSet.of(option);
    all.addAll(options);
    return new CriuSettings(images, work, all, cgroups, configuration);
  }

  /** A copy with another directory for logs. */
  public CriuSettings withWork(Path directory) {
    return new CriuSettings(images, Optional.of(directory), options, cgroups, configuration);
  }

  /** A copy that deals with control groups in another way. */
  public CriuSettings withCgroups(CgroupMode mode) {
    return new CriuSettings(images, work, options, mode, configuration);
  }

  /** A copy with a file of criu's own options. */
  public CriuSettings withConfiguration(Path file) {
    return new CriuSettings(images, work, options, cgroups, Optional.of(file));
  }
}
