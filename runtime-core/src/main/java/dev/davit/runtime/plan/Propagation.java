package dev.davit.runtime.plan;

import dev.davit.linux.MountFlags;
import dev.davit.oci.runtime.RootfsPropagation;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether mounts made later are seen on the other side (mount_namespaces(7), shared subtrees).
 *
 * @param type which of the four
 * @param recursive whether the mounts below have it too
 */
public record Propagation(Type type, boolean recursive) {

  /** The propagation types, with their mount(2) flags. */
  public enum Type {
    /** Both sides see each other's. */
    SHARED(MountFlags.MS_SHARED),
    /** We see the other's. */
    SLAVE(MountFlags.MS_SLAVE),
    /** Nobody sees the other's. */
    PRIVATE(MountFlags.MS_PRIVATE),
    /** As private, and it cannot be bind mounted. */
    UNBINDABLE(MountFlags.MS_UNBINDABLE);

    private final long flag;

    Type(long flag) {
      this.flag = flag;
    }

    /** The flag of mount(2) and of mount_setattr(2). */
    public long flag() {
      return flag;
    }
  }

  /** Private, with all below it. */
  public static final Propagation RPRIVATE = new Propagation(Type.PRIVATE, true);

  /** The flags of mount(2). */
  public long flags() {
    return type.flag() | (recursive ? MountFlags.MS_REC : 0);
  }

  /** Reads a mount option such as {@code rslave}; empty if it is none of these. */
  public static Optional<Propagation> ofOption(String option) {
    boolean recursive = option.startsWith("r");
    String name = recursive ? option.substring(1) : option;
    for (Type type : Type.values()) {
      if (name.equals(type.name().toLowerCase(Locale.ROOT))) {
        return Optional.of(new Propagation(type, recursive));
      }
    }
    return Optional.empty();
  }

  /** The propagation that {@code linux.rootfsPropagation} asks for. */
  public static Propagation of(RootfsPropagation propagation) {
    return ofOption(propagation.name().toLowerCase(Locale.ROOT)).orElseThrow();
  }
}
