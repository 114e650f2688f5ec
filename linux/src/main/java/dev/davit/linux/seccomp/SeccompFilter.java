package dev.davit.linux.seccomp;

import java.util.List;

/**
 * A system call filter before compilation.
 *
 * @param defaultAction what happens with a call that no rule decides on
 * @param architectures tokens of the architectures beside the native one ({@code AUDIT_ARCH_*} of
 *     linux/audit.h, as libseccomp's {@code SCMP_ARCH_*})
 * @param rules the rules; where several match, the most restrictive decides
 */
public record SeccompFilter(
    SeccompAction defaultAction, List<Integer> architectures, List<SeccompRule> rules) {
  public SeccompFilter {
    architectures = List.copyOf(architectures);
    rules = List.copyOf(rules);
  }
}
