package dev.davit.runtime.plan;

import dev.davit.linux.Errno;
import dev.davit.linux.Syscall;
import dev.davit.linux.program.Call;
import dev.davit.linux.program.Reaction;
import dev.davit.oci.json.Problem;
import dev.davit.oci.json.SpecException;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.SeccompAction;
import dev.davit.oci.runtime.SeccompSyscall;
import dev.davit.oci.runtime.Spec;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses a system call filter under which init could not become the container's program. Init
 * would be killed, or could not even say what failed, and nobody would know why.
 *
 * <p>Only what is certain counts: a call for which no rule has conditions under which it passes.
 */
final class FilterCheck {

  private FilterCheck() {}

  /**
   * Looks at each call that init makes under the filter.
   *
   * @throws SpecException with all calls that it refuses
   */
  static void check(Spec spec, PlannedProgram program) {
    Optional<Seccomp> seccomp = spec.linux().flatMap(linux -> linux.seccomp());
    if (seccomp.isEmpty()) {
      return;
    }
    Set<String> refused = refused(seccomp.get(), program.filteredCalls());
    if (!refused.isEmpty()) {
      boolean early = !spec.process().map(Process::noNewPrivileges).orElse(false);
      throw new SpecException(
          "config",
          List.of(
              new Problem(
                  "$.linux.seccomp",
                  "the filter refuses "
                      + String.join(", ", refused)
                      + ", without which no program is started: allow "
                      + (refused.size() == 1 ? "it" : "them")
                      + " by a rule with SCMP_ACT_ALLOW"
                      + (early && refused.size() > 1
                          ? "; with $.process.noNewPrivileges fewer calls are needed"
                          : ""))));
    }
  }

  private static Set<String> refused(Seccomp seccomp, List<Call> calls) {
    Map<String, Call> needed = new LinkedHashMap<>();
    calls.forEach(call -> needed.putIfAbsent(call.syscall().kernelName(), call));
    Set<String> refused = new TreeSet<>();
    needed.forEach(
        (name, call) -> {
          if (ends(call, seccomp.defaultAction(), seccomp.defaultErrnoRet())) {
            refused.add(name);
          }
        });
    Set<String> passing = new HashSet<>();
    for (SeccompSyscall rule : seccomp.syscalls()) {
      for (String name : rule.names()) {
        Call call = needed.get(name);
        if (call == null) {
          continue;
        }
        if (!ends(call, rule.action(), rule.errnoRet())) {
          passing.add(name);
        } else if (rule.args().isEmpty()) {
          refused.add(name);
        }
      }
    }
    refused.removeAll(passing);
    return refused;
  }

  /** Whether the start cannot go on when a filter gives this answer to a call. */
  private static boolean ends(Call call, SeccompAction action, Optional<Long> errnoRet) {
    return switch (action) {
      case SCMP_ACT_KILL, SCMP_ACT_KILL_THREAD, SCMP_ACT_KILL_PROCESS, SCMP_ACT_TRAP -> true;
      case SCMP_ACT_ERRNO -> {
        long errno = errnoRet.orElse((long) Errno.EPERM.number());
        yield call.syscall() == Syscall.EXECVE || errno != 0 && !isTolerated(call, errno);
      }
      // a tracer or a listener may let it pass
      case SCMP_ACT_TRACE, SCMP_ACT_NOTIFY, SCMP_ACT_ALLOW, SCMP_ACT_LOG -> false;
    };
  }

  private static boolean isTolerated(Call call, long errno) {
    return call.onError().otherwise() != Reaction.FAIL
        || call.onError().cases().keySet().stream().anyMatch(of -> of.number() == errno);
  }
}
