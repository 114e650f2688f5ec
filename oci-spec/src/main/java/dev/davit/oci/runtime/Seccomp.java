package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import dev.davit.oci.json.Unsigned;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * System call filter (runtime-spec 1.3.0, config-linux.md, "Seccomp"; seccomp(2)).
 *
 * @param defaultAction for calls without a rule
 * @param defaultErrnoRet errno of that action, EPERM when absent
 * @param architectures architectures filtered beside the native one
 * @param flags flags of seccomp(2)
 * @param listenerPath socket that gets the notification descriptor
 * @param listenerMetadata text sent along with it
 * @param syscalls the rules
 * @param unknown fields that this version does not know, kept and written back
 */
public record Seccomp(
    SeccompAction defaultAction,
    Optional<@Unsigned(32) Long> defaultErrnoRet,
    List<SeccompArch> architectures,
    List<SeccompFlag> flags,
    Optional<String> listenerPath,
    Optional<String> listenerMetadata,
    List<SeccompSyscall> syscalls,
    Map<String, Object> unknown) {

  /** Copies its collections. */
  public Seccomp {
    architectures = List.copyOf(architectures);
    flags = List.copyOf(flags);
    syscalls = List.copyOf(syscalls);
    unknown = Fields.copyOf(unknown);
  }
}
