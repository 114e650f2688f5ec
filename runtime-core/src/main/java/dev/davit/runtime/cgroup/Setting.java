package dev.davit.runtime.cgroup;

/**
 * One write to a control file.
 *
 * @param field the field of the OCI configuration that asks for it, from {@code linux.resources}
 * @param controller the controller that the file belongs to; empty for files of the core
 * @param unified whether it is a file of cgroup v2; otherwise of the controller's v1 hierarchy
 * @param file the name of the file
 * @param value what is written
 * @param whenMissing what to do where the kernel has no such file
 */
public record Setting(
    String field,
    String controller,
    boolean unified,
    String file,
    String value,
    WhenMissing whenMissing) {

  /** What a missing file means. */
  public enum WhenMissing {
    /** The limit cannot be enforced, so it is refused. */
    REFUSE,
    /** Nothing is lost: the value is what holds without the file. */
    SKIP,
    /** The next setting in the list says the same to another file. */
    TRY_NEXT
  }

  /**
   * The same for a cgroup that so many processes leave which do not count: one more for each in a
   * limit of processes, and nothing else changed.
   */
  Setting withGuests(int guests) {
    return !file.equals("pids.max") || value.equals("max")
        ? this
        : new Setting(
            field,
            controller,
            unified,
            file,
            Long.toString(Long.parseLong(value) + guests),
            whenMissing);
  }

  @Override
  public String toString() {
    return file + " = " + value;
  }
}
