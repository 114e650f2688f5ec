package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.DeviceType;
import dev.davit.oci.runtime.Pids;
import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.CgroupLayout;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The v1 hierarchies alone: what a machine without cgroup2 can still do. */
@Needs({Need.ROOT, Need.CGROUP2})
class CgroupLegacyTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private static CgroupLayout legacy;

  @BeforeAll
  static void forgetCgroup2() {
    legacy = new CgroupLayout(Optional.empty(), Set.of(), TestCgroup.layout().v1());
    Assumptions.assumeTrue(
        legacy.v1().keySet().containsAll(Set.of("freezer", "pids", "devices")),
        "no v1 hierarchies here");
  }

  private static void awaitMembers(TestCgroup test, int count) throws InterruptedException {
    long end = System.nanoTime() + LONG.toNanos();
    while (test.cgroup.processes().size() < count && System.nanoTime() < end) {
      Thread.sleep(2);
    }
  }

  @Test
  void killsAForkStorm() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(legacy, Resources.empty().withPids(Pids.of(200)))) {
      test.start(
          "for i in $(seq 20); do sh -c 'while :; do /bin/true; done' & done 2>/dev/null; wait");
      awaitMembers(test, 21);
      assertFalse(test.cgroup.isEmpty());
      test.cgroup.kill();
      assertTrue(test.cgroup.awaitEmpty(LONG));
    }
  }

  @Test
  void killsWhatIsFrozen() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(legacy, Resources.empty())) {
      Process sleeper = test.start("exec sleep 100");
      awaitMembers(test, 1);
      assertTrue(test.cgroup.freeze(LONG));
      test.cgroup.kill();
      assertTrue(test.cgroup.awaitEmpty(LONG));
      assertEquals(128 + 9, sleeper.waitFor());
    }
  }

  @Test
  void deniesDevicesThatAreNotAllowed() throws InterruptedException {
    DeviceRule allowNull =
        new DeviceRule(
            true,
            Optional.of(DeviceType.CHARACTER),
            Optional.of(1L),
            Optional.of(3L),
            Optional.of("rw"),
            Map.of());
    Resources resources = Resources.empty().withDevices(List.of(DeviceRule.denyAll(), allowNull));
    try (TestCgroup test = new TestCgroup(legacy, resources)) {
      assertEquals(0, test.run("echo x > /dev/null").code());
      TestCgroup.Result denied = test.run("head -c 1 /dev/zero");
      assertNotEquals(0, denied.code());
      assertTrue(denied.output().contains("Operation not permitted"), denied.output());
    }
  }
}
