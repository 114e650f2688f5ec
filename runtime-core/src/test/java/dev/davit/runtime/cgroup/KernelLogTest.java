package dev.davit.runtime.cgroup;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the kernel logs when it kills, and what it does not. */
class KernelLogTest {

  private static final String KILL =
      "6,1093,5000,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=box.scope,"
          + "mems_allowed=0,oom_memcg=/davit.slice/box.scope,"
          + "task_memcg=/davit.slice/box.scope,task=dd,pid=712,uid=0\n";

  private static boolean tells(String record, String cgroup, long since) {
    return KernelLog.tells(record, new CgroupPath(cgroup), since);
  }

  @Test
  void tellsWhereAProcessWasKilled() {
    assertTrue(tells(KILL, "/davit.slice/box.scope", 5000));
    assertTrue(tells(KILL, "/davit.slice", 4999));
    assertTrue(tells(KILL + " SUBSYSTEM=x\n", "/davit.slice/box.scope", 0));
  }

  @Test
  void isNotOfAnotherCgroupOrAnEarlierOneOrAnotherRecord() {
    assertFalse(tells(KILL, "/davit.slice/box", 5000));
    assertFalse(tells(KILL, "/slice/box.scope", 5000));
    assertFalse(tells(KILL, "/davit.slice/box.scope", 5001));
    assertFalse(tells("6,1,5000,-;oom_reaper: reaped process 7\n", "/davit.slice", 0));
    assertFalse(tells("", "/davit.slice", 0));
  }

  @Test
  void readsTheLogOfThisMachineToItsEnd() {
    assertFalse(KernelLog.oomKilled(new CgroupPath("/davit-nobody"), Instant.EPOCH));
  }
}
