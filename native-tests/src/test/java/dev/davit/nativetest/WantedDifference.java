package dev.davit.nativetest;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A difference from runc that is meant, with its reason. Lines of runc's begin with a minus, ours
 * with a plus.
 */
enum WantedDifference {
  /** A masked directory is one empty tmpfs for all, which nobody can list as writable. */
  MASKED_DIRECTORY_MODE("mounts: [-+] /(proc|sys)/\\S+ relatime,ro - tmpfs tmpfs .*ro.*"),
  /** A masked file is the host's null device, which no image can have put in its place. */
  MASKED_FILE_SOURCE(
      "mounts: (- /proc/\\S+ \\S+ - tmpfs tmpfs .*mode=755.*|"
          + "[+] /proc/\\S+ \\S+ - devtmpfs \\S+ .*)"),
  /**
   * Read-only is the mount: the filesystem behind it may be that of another container in the same
   * network namespace, which has it writable.
   */
  SYSFS_OF_THE_NAMESPACE("mounts: [-+] /sys nodev,noexec,nosuid,relatime,ro - sysfs sysfs r[ow]"),
  /** The directory of the cgroup mounts is as read-only as was asked. */
  CGROUP_DIRECTORY("mounts: [-+] /sys/fs/cgroup \\S+ - tmpfs (tmpfs|cgroup) .*"),
  /**
   * On a hybrid machine there is the v2 hierarchy, which the container has a cgroup in, and not the
   * empty hierarchies of others.
   */
  CGROUP_HIERARCHIES("(mounts: [-+] /sys/fs/cgroup/\\S+ .*|cgroup: [-+] .*)"),
  /**
   * A tmpfs has the mode that was asked for; runc 1.1 gives it that of the directory below it in any
   * case.
   */
  TMPFS_MODE("writable: [-+] /mnt\\d [rw]");

  private final Pattern line;

  WantedDifference(String line) {
    this.line = Pattern.compile(line);
  }

  static Optional<WantedDifference> of(String difference) {
    for (WantedDifference wanted : values()) {
      if (wanted.line.matcher(difference).matches()) {
        return Optional.of(wanted);
      }
    }
    return Optional.empty();
  }
}
