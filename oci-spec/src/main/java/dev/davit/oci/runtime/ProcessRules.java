package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;
import java.util.List;

/** The rules of config.md, "Process", that the form of {@link Process} cannot say. */
final class ProcessRules {
  private static final int MAX_MODE = 0777;
  private static final int MAX_TERMINAL_SIZE = 0xffff;

  private ProcessRules() {}

  static void check(Process process, String path, Problems problems) {
    if (process.args().isEmpty()) {
      problems.add(path + ".args", "must have at least the program");
    } else if (process.args().get(0).isEmpty()) {
      problems.add(path + ".args[0]", "must not be empty");
    }
    Check.absolute(process.cwd(), path + ".cwd", problems);
    Check.environment(process.env(), path + ".env", problems);
    user(process.user(), path + ".user", problems);
    process.consoleSize().ifPresent(s -> consoleSize(s, path + ".consoleSize", problems));
    rlimits(process.rlimits(), path + ".rlimits", problems);
    process
        .oomScoreAdj()
        .ifPresent(o -> Check.range(o, -1000, 1000, path + ".oomScoreAdj", problems));
    process.scheduler().ifPresent(s -> SchedulerRules.check(s, path + ".scheduler", problems));
    process
        .ioPriority()
        .ifPresent(i -> Check.range(i.priority(), 0, 7, path + ".ioPriority.priority", problems));
    process.execCPUAffinity().ifPresent(a -> affinity(a, path + ".execCPUAffinity", problems));
  }

  private static void user(User user, String path, Problems problems) {
    Check.id(user.uid(), path + ".uid", problems);
    Check.id(user.gid(), path + ".gid", problems);
    user.umask().ifPresent(u -> Check.range(u, 0, MAX_MODE, path + ".umask", problems));
    for (int i = 0; i < user.additionalGids().size(); i++) {
      Check.id(user.additionalGids().get(i), path + ".additionalGids[" + i + "]", problems);
    }
  }

  private static void consoleSize(ConsoleSize size, String path, Problems problems) {
    Check.range(size.height(), 0, MAX_TERMINAL_SIZE, path + ".height", problems);
    Check.range(size.width(), 0, MAX_TERMINAL_SIZE, path + ".width", problems);
  }

  private static void rlimits(List<Rlimit> limits, String path, Problems problems) {
    Check.distinct(limits, Rlimit::type, path, problems);
    for (int i = 0; i < limits.size(); i++) {
      Rlimit limit = limits.get(i);
      if (Long.compareUnsigned(limit.soft(), limit.hard()) > 0) {
        problems.add(
            path + "[" + i + "].soft",
            "%s is above the hard limit %s"
                .formatted(
                    Long.toUnsignedString(limit.soft()), Long.toUnsignedString(limit.hard())));
      }
    }
  }

  private static void affinity(ExecCpuAffinity affinity, String path, Problems problems) {
    affinity.initial().ifPresent(l -> Check.idList(l, path + ".initial", problems));
    affinity.finalAffinity().ifPresent(l -> Check.idList(l, path + ".final", problems));
  }
}
