package dev.davit.runtime.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the host's mounts are read for. */
class FindingsTest {

  @Test
  void findsMountsOfTheKernelTopMostFirst() {
    assertEquals(
        List.of("/with space/proc", "/sys", "/proc"),
        Findings.kernelMounts(
            List.of(
                "22 28 0:20 / /proc rw,nosuid shared:5 - proc proc rw",
                "23 28 0:21 / /sys rw,nosuid shared:6 - sysfs sysfs rw",
                "24 23 0:22 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw",
                "28 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
                "90 28 0:20 / /with\\040space/proc rw - proc proc rw")));
  }
}
