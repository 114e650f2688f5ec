package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.DeviceType;
import dev.davit.oci.runtime.Resources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The kernel takes the generated device programs and decides as the rules say. */
@Needs({Need.ROOT, Need.CGROUP2})
class CgroupDevicesTest {

  private static DeviceRule character(boolean allow, long major, long minor, String access) {
    return new DeviceRule(
        allow,
        Optional.of(DeviceType.CHARACTER),
        Optional.of(major),
        Optional.of(minor),
        Optional.of(access),
        Map.of());
  }

  private static Resources only(DeviceRule... allowed) {
    List<DeviceRule> rules = new java.util.ArrayList<>(List.of(DeviceRule.denyAll()));
    rules.addAll(List.of(allowed));
    return Resources.empty().withDevices(rules);
  }

  private static void assertDenied(TestCgroup.Result result) {
    assertNotEquals(0, result.code());
    assertTrue(result.output().contains("Operation not permitted"), result.output());
  }

  @Test
  void deniesWhatIsNotAllowed() throws InterruptedException {
    Path node = Workspace.directory("devices").resolve("node");
    // A shell opens /dev/null by itself, so that has to be allowed for anything to run.
    try (TestCgroup test = new TestCgroup(only(character(true, 1, 3, "rwm")))) {
      assertEquals(0, test.run("echo x > /dev/null && mknod " + node + " c 1 3").code());
      assertDenied(test.run("head -c 1 /dev/zero"));
      assertDenied(test.run("mknod " + node + "2 c 1 5"));
      assertDenied(test.run("mknod " + node + "3 b 1 3"));
    } finally {
      Workspace.delete(node.getParent());
    }
  }

  @Test
  void tellsReadingFromWriting() throws InterruptedException {
    try (TestCgroup test =
        new TestCgroup(only(character(true, 1, 3, "rwm"), character(true, 1, 5, "r")))) {
      assertEquals("0", test.run("head -c 1 /dev/zero | tr '\\0' 0").output());
      assertDenied(test.run("dd if=/dev/null of=/dev/zero"));
    }
  }

  @Test
  void replacesTheRulesOfAContainerThatRuns() throws InterruptedException {
    try (TestCgroup test = new TestCgroup(only(character(true, 1, 3, "rwm")))) {
      assertDenied(test.run("head -c 1 /dev/zero"));
      test.cgroup.apply(only(character(true, 1, 3, "rwm"), character(true, 1, 5, "rwm")));
      assertEquals(0, test.run("head -c 1 /dev/zero").code());
      test.cgroup.apply(only(character(true, 1, 3, "rwm")));
      assertDenied(test.run("head -c 1 /dev/zero"));
    }
  }

  @Test
  void takesAListOfAThousandRules() throws InterruptedException {
    DeviceRule[] rules = new DeviceRule[1000];
    for (int i = 0; i < rules.length; i++) {
      rules[i] = character(true, 200, i, i % 2 == 0 ? "r" : "w");
    }
    rules[0] = character(true, 1, 3, "rwm");
    try (TestCgroup test = new TestCgroup(only(rules))) {
      assertEquals("ok", test.run("echo ok 2>/dev/null").output());
      assertDenied(test.run("head -c 1 /dev/zero"));
    }
  }
}
