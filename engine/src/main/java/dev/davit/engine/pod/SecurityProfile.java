package dev.davit.engine.pod;

/**
 * Which profile of seccomp or AppArmor holds (CRI SecurityProfile).
 *
 * @param type where it comes from
 * @param localhostRef with {@code LOCALHOST}: the absolute path of a seccomp profile in JSON, or
 *     the name of a loaded AppArmor profile; otherwise empty
 */
public record SecurityProfile(Type type, String localhostRef) {

  /** Where a profile comes from (CRI SecurityProfile.ProfileType). */
  public enum Type {
    /** The default of this runtime. */
    RUNTIME_DEFAULT,
    /** None at all. */
    UNCONFINED,
    /** A file or a profile of this machine. */
    LOCALHOST
  }

  /** The default of this runtime. */
  public static final SecurityProfile RUNTIME_DEFAULT =
      new SecurityProfile(Type.RUNTIME_DEFAULT, "");

  /** None at all. */
  public static final SecurityProfile UNCONFINED = new SecurityProfile(Type.UNCONFINED, "");

  /** A file or a profile of this machine. */
  public static SecurityProfile localhost(String localhostRef) {
    return new SecurityProfile(Type.LOCALHOST, localhostRef);
  }
}
