package dev.davit.oci.runtime;

import dev.davit.oci.json.Problems;
import java.util.Optional;
import java.util.Set;

/** What sched_setattr(2) wants of a {@link Scheduler}. */
final class SchedulerRules {
  private static final Set<SchedulerPolicy> REAL_TIME =
      Set.of(SchedulerPolicy.SCHED_FIFO, SchedulerPolicy.SCHED_RR);

  private SchedulerRules() {}

  static void check(Scheduler scheduler, String path, Problems problems) {
    if (!problems.isReadable(path + ".policy")) {
      return;
    }
    scheduler.nice().ifPresent(n -> Check.range(n, -20, 19, path + ".nice", problems));
    int priority = scheduler.priority().orElse(0);
    if (REAL_TIME.contains(scheduler.policy())) {
      Check.range(priority, 1, 99, path + ".priority", problems);
    } else if (priority != 0) {
      problems.add(path + ".priority", "only for SCHED_FIFO and SCHED_RR");
    }
    if (scheduler.policy() == SchedulerPolicy.SCHED_DEADLINE) {
      deadline(scheduler, path, problems);
    } else {
      unused(scheduler.runtime(), path + ".runtime", problems);
      unused(scheduler.deadline(), path + ".deadline", problems);
      unused(scheduler.period(), path + ".period", problems);
    }
  }

  private static void deadline(Scheduler scheduler, String path, Problems problems) {
    long runtime = scheduler.runtime().orElse(0L);
    long deadline = scheduler.deadline().orElse(0L);
    long period = scheduler.period().filter(p -> p != 0).orElse(deadline);
    if (runtime == 0) {
      problems.add(path + ".runtime", "needed for SCHED_DEADLINE");
    } else if (Long.compareUnsigned(runtime, deadline) > 0
        || Long.compareUnsigned(deadline, period) > 0) {
      problems.add(path, "needs runtime <= deadline <= period");
    }
  }

  private static void unused(Optional<Long> value, String path, Problems problems) {
    if (value.orElse(0L) != 0) {
      problems.add(path, "only for SCHED_DEADLINE");
    }
  }
}
