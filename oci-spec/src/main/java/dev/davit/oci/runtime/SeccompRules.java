package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rules of config-linux.md, "Seccomp", that the form of {@link Seccomp} cannot say. */
final class SeccompRules {
  private static final Set<SeccompAction> WITH_ERRNO =
      Set.of(SeccompAction.SCMP_ACT_ERRNO, SeccompAction.SCMP_ACT_TRACE);

  /** MAX_ERRNO of linux/err.h: a larger one is a success to the C library. */
  private static final long MAX_ERRNO = 4095;

  private SeccompRules() {}

  static void check(Seccomp seccomp, String path, Problems problems) {
    errno(seccomp.defaultAction(), seccomp.defaultErrnoRet(), path, ".default", problems);
    if (seccomp.defaultAction() == SeccompAction.SCMP_ACT_NOTIFY) {
      problems.add(
          path + ".defaultAction", "SCMP_ACT_NOTIFY would also wait for the listener's own calls");
    }
    seccomp.listenerPath().ifPresent(p -> Check.absolute(p, path + ".listenerPath", problems));
    if (seccomp.listenerPath().isEmpty()) {
      seccomp
          .listenerMetadata()
          .ifPresent(m -> problems.add(path + ".listenerMetadata", "needs listenerPath"));
    }
    for (int i = 0; i < seccomp.syscalls().size(); i++) {
      rule(seccomp, seccomp.syscalls().get(i), path + ".syscalls[" + i + "]", problems);
    }
  }

  private static void rule(Seccomp seccomp, SeccompSyscall rule, String path, Problems problems) {
    if (rule.names().isEmpty()) {
      problems.add(path + ".names", "must not be empty");
    }
    errno(rule.action(), rule.errnoRet(), path, "", problems);
    if (rule.action() == SeccompAction.SCMP_ACT_NOTIFY && seccomp.listenerPath().isEmpty()) {
      problems.add(path + ".action", "SCMP_ACT_NOTIFY needs listenerPath");
    }
    List<SeccompArg> args = rule.args();
    for (int i = 0; i < args.size(); i++) {
      Check.range(args.get(i).index(), 0, 5, path + ".args[" + i + "].index", problems);
    }
  }

  private static void errno(
      SeccompAction action, Optional<Long> errno, String path, String prefix, Problems problems) {
    if (errno.isEmpty()) {
      return;
    }
    String field = path + (prefix.isEmpty() ? ".errnoRet" : prefix + "ErrnoRet");
    String actionField = path + (prefix.isEmpty() ? ".action" : prefix + "Action");
    Check.range(errno.get(), 0, MAX_ERRNO, field, problems);
    if (!WITH_ERRNO.contains(action) && problems.isReadable(actionField)) {
      problems.add(field, action + " has no errno");
    }
  }
}
