package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.runtime.cgroup.CgroupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Limits of huge pages by what can be allocated of them. Pages are set aside for the test only in a
 * machine that is there for the tests.
 */
@Needs({Need.ROOT, Need.BUSYBOX})
@OnOneJava
class HugepageLimitTest extends WithLimitedRuns {
  private static final Path PAGES =
      Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
  private static final String MOUNT =
      "destination: '/huge', type: hugetlbfs, source: huge, options: ['pagesize=2M']";
  private static final long MIB = 1 << 20;

  private static String limit(long bytes) {
    return "hugepageLimits: [{pageSize: '2MB', limit: " + bytes + "}]";
  }

  @Test
  void refusesTheAllocationAboveTheLimitAndAllowsItWhenRaised() throws Exception {
    if (!Boolean.getBoolean("davit.machine.own")) {
      refusesWhereTheControllerIsNotEnabled();
      return;
    }
    String before = Files.readString(PAGES).strip();
    Files.writeString(PAGES, "16");
    try {
      String script =
          "fallocate -l 4M /huge/a && echo four; fallocate -l 8M /huge/b || echo refused; read line;"
              + " fallocate -l 8M /huge/b && echo eight; read line";
      Limited one = runs.startWithMount(MOUNT, limit(8 * MIB), script);
      assertEquals("four", one.readLine());
      assertEquals("refused", one.readLine());
      assertTrue(one.event("hugetlb.2MB.events", "max") > 0, "the limit was not the reason");
      assertEquals(Long.toString(8 * MIB), one.control("", "hugetlb.2MB.rsvd.max"));
      one.cgroup().apply(LimitedRuns.resources(limit(16 * MIB)));
      one.go();
      assertEquals("eight", one.readLine());
      one.go();
      one.end();
    } finally {
      Files.writeString(PAGES, before);
    }
  }

  /** A hybrid host may have the controller, and yet nobody gives it on to the cgroups below. */
  private void refusesWhereTheControllerIsNotEnabled() throws IOException {
    CgroupException e =
        assertThrows(CgroupException.class, () -> runs.start(limit(2 * MIB), "exit 0"));
    String message = e.getMessage();
    assertTrue(message.startsWith("linux.resources.hugepageLimits[2MB]: "), message);
    assertTrue(
        message.contains("controller hugetlb is not enabled in")
            || message.contains("controller hugetlb is not on this machine"),
        message);
  }
}
