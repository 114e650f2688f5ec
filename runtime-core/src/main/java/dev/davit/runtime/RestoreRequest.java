package dev.davit.runtime;

import dev.davit.runtime.cgroup.HierarchyChoice;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@link Checkpoints#restore} makes a container of.
 *
 * @param container the container as it would be started, with the root filesystem that it had when
 *     it was saved. Limits, mounts from the host, network namespace and standard streams are these,
 *     and the rest is what was saved
 * @param criu how it is restored
 * @param lsmProfile the profile of a security module instead of the one that it had, as {@code
 *     selinux:NAME} or {@code apparmor:NAME}
 * @param lsmMountContext the SELinux context of its mounts instead of the one that they had
 * @param hierarchies which v1 hierarchies it gets a cgroup in
 */
public record RestoreRequest(
    ContainerRequest container,
    CriuSettings criu,
    Optional<String> lsmProfile,
    Optional<String> lsmMountContext,
    HierarchyChoice hierarchies) {

  /** Restores from a directory. */
  public static RestoreRequest of(ContainerRequest container, Path images) {
    return new RestoreRequest(
        container,
        CriuSettings.of(images),
        Optional.empty(),
        Optional.empty(),
        HierarchyChoice.LIMITED);
  }

  /** A copy that is restored in another way. */
  public RestoreRequest withCriu(CriuSettings criu) {
    return new RestoreRequest(container, criu, lsmProfile, lsmMountContext, hierarchies);
  }
}
