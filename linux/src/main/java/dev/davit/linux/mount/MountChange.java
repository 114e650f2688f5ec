package dev.davit.linux.mount;

import dev.davit.linux.Fd;
import dev.davit.linux.MountAttributes;
import dev.davit.linux.MountFlags;
import java.util.Objects;
import java.util.Optional;

/**
 * A change of mount attributes: struct mount_attr of mount_setattr(2).
 *
 * @param set MOUNT_ATTR_* to switch on
 * @param clear MOUNT_ATTR_* to switch off; before an access time attribute is set, {@link
 *     MountAttributes#MOUNT_ATTR__ATIME} has to be in it
 * @param propagation how mount events spread from now on
 * @param userNamespace for MOUNT_ATTR_IDMAP; the caller keeps owning it
 */
public record MountChange(
    int set, int clear, MountPropagation propagation, Optional<Fd> userNamespace) {

  /** Checks that nothing is null. */
  public MountChange {
    Objects.requireNonNull(propagation, "propagation");
    Objects.requireNonNull(userNamespace, "userNamespace");
  }

  /** Switches attributes on and off. */
  public static MountChange attributes(int set, int clear) {
    return new MountChange(set, clear, MountPropagation.UNCHANGED, Optional.empty());
  }

  /** Changes how mount events spread. */
  public static MountChange propagation(MountPropagation propagation) {
    return new MountChange(0, 0, propagation, Optional.empty());
  }

  /** Maps ids through a user namespace: only for a detached mount that never was attached. */
  public static MountChange idmap(Fd userNamespace) {
    return new MountChange(
        MountAttributes.MOUNT_ATTR_IDMAP,
        0,
        MountPropagation.UNCHANGED,
        Optional.of(userNamespace));
  }

  /** The struct as strace prints it. */
  @Override
  public String toString() {
    return "{attr_set="
        + MountAttributes.print(set)
        + ", attr_clr="
        + MountAttributes.print(clear)
        + ", propagation="
        + MountFlags.print(propagation.flag())
        + ", userns_fd="
        + userNamespace.map(Fd::toString).orElse("0")
        + "}";
  }
}
