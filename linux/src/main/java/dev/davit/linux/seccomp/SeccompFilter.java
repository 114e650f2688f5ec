package dev.davit.linux.seccomp;

import java.util.List;

/**
 * A system call filter before compilation.
 *
 * @param defaultAction what happens with a call that no rule decides on
 * @param architectures tokens of the architectures beside the native one ({@code AUDIT_ARCH_*} of
 *     linux/audit.h, as libseccomp's {@code SCMP_ARCH_*})
 * @param rules the rules; where several match, the most restrictive decides
 * @param newerAreMissing whether native calls with higher numbers than any that is named fail with
 *     ENOSYS, whatever the default: who wrote the rules did not know them, and programs fall back
 *     to older calls only on that error
 */
public record SeccompFilter(
    SeccompAction defaultAction,
    List<Integer> architectures,
    List<SeccompRule> rules,
    boolean newerAreMissing) {
  /** Copies the lists. */
  public SeccompFilter {
    architectures = List.copyOf(architectures);
    rules = List.copyOf(rules);
  }

  /** One whose default is for every call. */
  public SeccompFilter(
      SeccompAction defaultAction, List<Integer> architectures, List<SeccompRule> rules) {
    this(defaultAction, architectures, rules, false);
  }
}
