package dev.davit.nativetest;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A difference from other runtimes that is meant, with its reason. Their lines begin with a minus,
 * ours with a plus.
 */
enum WantedDifference {
  /** A masked directory is one empty tmpfs for all, which nobody can list as writable. */
  MASKED_DIRECTORY_MODE("mounts: [-+] /(proc|sys|usr)/\\S+ relatime,ro - tmpfs tmpfs .*ro.*"),
  /** A masked file is the host's null device, which no image can have put in its place. */
  MASKED_FILE_SOURCE(
      "mounts: (- /proc/\\S+ \\S+ - tmpfs tmpfs .*mode=755.*|"
          + "[+] /proc/\\S+ \\S+ - devtmpfs \\S+ .*)"),
  /** The same two as crun has them: a tmpfs of no size for each directory, read-only files. */
  MASKS_OF_CRUN("mounts: - /(proc|sys|usr)/\\S+ relatime,ro - (devtmpfs|tmpfs) .*", Peer.CRUN),
  /**
   * Read-only is the mount: the filesystem behind it may be that of another container in the same
   * network namespace, which has it writable.
   */
  SYSFS_OF_THE_NAMESPACE(
      "mounts: [-+] /(sys|made/proc) \\S*ro - (sysfs sysfs|proc proc) r[ow]\\S*", Peer.RUNC),
  /** The directory of the cgroup mounts is as read-only as was asked. */
  CGROUP_DIRECTORY("mounts: [-+] /sys/fs/cgroup \\S+ - tmpfs (tmpfs|cgroup) .*"),
  /**
   * On a hybrid machine there is the v2 hierarchy, which the container has a cgroup in, and not the
   * empty hierarchies of others.
   */
  CGROUP_HIERARCHIES("((mounts|propagation): [-+] /sys/fs/cgroup/\\S+.*|cgroup: [-+] .*)"),
  /** Also in a cgroup namespace of others, a container finds its own cgroup in its mounts. */
  OWN_CGROUP("joined limitfiles: .*"),
  /**
   * A tmpfs has the mode that was asked for; runc 1.1 gives it that of the directory below it in
   * any case.
   */
  TMPFS_MODE("(writable: [-+] /mnt\\d [rw]|directories: [-+] /(mnt\\d|made/\\S+) directory .*)"),
  /** A directory that is made for a mount has the usual mode; crun adds the sticky bit. */
  MADE_DIRECTORIES("directories: [-+] /(made|dev)\\S* directory 1?755 .*", Peer.CRUN),
  /** Standard streams become the user's; their group stays, as with runc. */
  GROUP_OF_STREAMS("descriptors: [-+] fifo \\d+ \\d+", Peer.CRUN),
  /** In a user namespace runc's pipes are root's and its group's; ours have the host's group. */
  GROUP_OF_PIPES("descriptors: [-+] fifo \\d+ (0|65534)", Peer.RUNC),
  /** No link to the memory of the kernel, which crun makes even where there is none. */
  LINK_TO_MEMORY("(dev: - ./core -> /proc/kcore|directories: - /dev/core .*)", Peer.CRUN),
  /** An empty HOME counts as none, as with runc; crun keeps it. */
  EMPTY_HOME("env: ([+] HOME=/.*|- HOME=)", Peer.CRUN),
  /** HOME is set for users that have no entry, too, as by runc. */
  HOME_OF_UNKNOWN_USERS("env: ([+] HOME=/|- )", Peer.CRUN),
  /** Groups are set as they are, with what is in them twice. */
  REPEATED_GROUPS("status: [-+] Groups:.*", Peer.RUNC),
  /** The spec has the status "running" for poststart; runc 1.1 says "created". */
  STATUS_AFTER_START("hooks: [-+] poststart running .*", Peer.RUNC),
  /** From step 2 of the lifecycle on the spec has the status "created"; runc says "creating". */
  STATUS_OF_HOOKS(
      "hooks: [-+] (prestart|createRuntime|createContainer) (creat\\w+ )?.*", Peer.RUNC),
  /** The spec has a status, the bundle and the number of the process; crun 1.8 has not all. */
  STATUS_OF_CRUN("hooks: [-+] \\w+ (running )?[{].*", Peer.CRUN),
  /**
   * A terminal has the kernel's settings, except in the foreground of {@code davit-oci}; runc turns
   * the translation of line ends off.
   */
  LINE_ENDS("terminal: [-+] (.*onlcr.*|ff0)", Peer.RUNC),
  /** The root is shared where that was asked for. */
  SHARED_ROOT("propagation: [-+] /(tmp|etc|usr/bin|sys/fs|proc/\\S+)?( shared)?", Peer.RUNC),
  /** Mounts are shared or cannot be bound where that was asked for. */
  PROPAGATION_OF_MOUNTS("propagation: [-+] /\\S+( shared| unbindable)?", Peer.CRUN),
  /** The message queues belong to the host's root, who made their namespace; anybody may enter. */
  OWNER_OF_QUEUES("directories: [-+] /(dev|made)/mqueue directory 1777 .*"),
  /** Devices of the host have the options that they have there; crun adds some. */
  BOUND_DEVICES("mounts: [-+] /dev/\\w+ \\S+ - (devtmpfs|devpts) .*", Peer.CRUN),
  /** The terminals of a user namespace are made on the host; everybody may open a further one. */
  OWNER_OF_TERMINALS("(dev: [-+] ./pts/ptmx character|directories: [-+] /dev/pts directory) .*"),
  /** A user namespace's root sees its session keyring, as with runc. */
  SESSION_KEYRING("masked: [-+] [01]", Peer.CRUN),
  /** The options of a bind mount hold in a user namespace as well. */
  BOUND_IN_USER_NAMESPACE("mounts: [-+] /(made/)?(deep/)?(bind|file)\\d \\S+ - .*", Peer.CRUN);

  private final Pattern line;
  private final Set<Peer> peers;

  WantedDifference(String line) {
    this(line, Peer.RUNC, Peer.CRUN);
  }

  WantedDifference(String line, Peer... peers) {
    this.line = Pattern.compile(line, Pattern.DOTALL);
    this.peers = EnumSet.copyOf(List.of(peers));
  }

  /** Those from one. */
  static List<WantedDifference> from(Peer peer) {
    return Arrays.stream(values()).filter(one -> one.peers.contains(peer)).toList();
  }

  static Optional<WantedDifference> of(Peer peer, String difference) {
    return from(peer).stream()
        .filter(wanted -> wanted.line.matcher(difference).matches())
        .findFirst();
  }
}
