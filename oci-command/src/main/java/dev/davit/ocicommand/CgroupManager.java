package dev.davit.ocicommand;

/** Who makes the cgroup of a new container: {@code --cgroup-manager} of crun. */
enum CgroupManager {
  /** This program, in the hierarchies. */
  CGROUPFS,
  /** systemd, as a scope. */
  SYSTEMD,
  /** Nobody: the container stays where the caller is, as podman asks for with no cgroups. */
  DISABLED;

  /**
   * The one that global options name.
   *
   * @param creates whether the verb makes containers: others take a container as it was made
   * @throws CommandFailure if there is no such manager
   */
  static CgroupManager of(Options global, boolean creates) {
    String name = global.last("cgroup-manager").orElse("cgroupfs");
    CgroupManager manager =
        switch (name) {
          case "cgroupfs" -> global.has("systemd-cgroup") ? SYSTEMD : CGROUPFS;
          case "systemd" -> SYSTEMD;
          case "disabled" -> DISABLED;
          default ->
              throw new CommandFailure(
                  "--cgroup-manager: " + name + ": neither cgroupfs, systemd nor disabled");
        };
    return manager == DISABLED && !creates ? CGROUPFS : manager;
  }
}
