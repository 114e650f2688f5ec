package dev.davit.engine.pod;

/**
 * A label of SELinux (CRI SELinuxOption); refused where the kernel has no SELinux.
 *
 * @param user of the label
 * @param role of the label
 * @param type of the label
 * @param level of the label
 */
public record SelinuxLabel(String user, String role, String type, String level) {

  /** As the kernel writes it: {@code user:role:type:level}. */
  @Override
  public String toString() {
    return user + ":" + role + ":" + type + ":" + level;
  }
}
