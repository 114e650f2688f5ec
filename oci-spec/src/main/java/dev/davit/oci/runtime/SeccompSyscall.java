package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Required;
import dev.davit.oci.json.Unsigned;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One rule (runtime-spec 1.3.0, config-linux.md, "Seccomp", syscalls).
 *
 * @param names system calls; at least one
 * @param action what happens
 * @param errnoRet errno of the action, EPERM when absent
 * @param args conditions that must all hold
 * @param unknown fields that this version does not know, kept and written back
 */
public record SeccompSyscall(
    @Required List<String> names,
    SeccompAction action,
    Optional<@Unsigned(32) Long> errnoRet,
    List<SeccompArg> args,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public SeccompSyscall {
    names = List.copyOf(names);
    args = List.copyOf(args);
    unknown = Fields.copyOf(unknown);
  }
}
