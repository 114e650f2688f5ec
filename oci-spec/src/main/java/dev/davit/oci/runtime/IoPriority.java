package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Implied;
import dev.davit.oci.json.Name;
import java.util.Map;

/**
 * I/O priority of a process (runtime-spec 1.3.0, config.md, "Linux Process", ioPriority;
 * ioprio_set(2)).
 *
 * @param ioClass the class
 * @param priority 0 (highest) to 7 within the class; 0 where it is missing, as in runc and crun
 * @param unknown fields that this version does not know, kept and written back
 */
public record IoPriority(
    @Name("class") IoPriorityClass ioClass,
    @Implied("0") int priority,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public IoPriority {
    unknown = Fields.copyOf(unknown);
  }
}
