package dev.davit.runtime.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MountTableTest {

  private static final MountTable HOST =
      MountTable.parse(
          """
          1 0 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
          2 1 0:5 / /dev rw,nosuid - devtmpfs dev rw
          3 1 0:31 / /run rw - tmpfs run rw
          4 1 0:20 / /dev/mqueue rw - mqueue mqueue rw
          5 1 0:32 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw
          """);

  private static MountTable inside(String more) {
    return MountTable.parse(
        """
        22 40 0:31 /b/rootfs / rw,relatime - tmpfs run rw
        56 22 0:33 / /proc rw,relatime - proc proc rw
        57 22 0:34 / /dev rw,nosuid - tmpfs tmpfs rw
        60 57 0:20 / /dev/mqueue rw - mqueue mqueue rw
        44 56 0:33 /bus /proc/bus ro,relatime - proc proc rw
        62 22 0:32 /davit/y /sys/fs/cgroup ro - cgroup2 cgroup2 rw
        """
            + more);
  }

  @Test
  void takesForExternalWhatTheHostHasMountedToo() {
    MountTable table =
        inside(
            """
            23 22 0:31 /data /data\\040here ro,relatime - tmpfs run rw
            24 22 0:31 /b/rootfs/x /y rw - tmpfs run rw
            63 56 0:5 /null /proc/kcore rw - devtmpfs dev rw
            64 56 0:38 / /proc/acpi ro - tmpfs tmpfs ro
            65 57 0:39 /0 /dev/own rw - tmpfs none rw
            """);
    assertEquals(List.of("/data here", "/proc/kcore", "/dev/own"), table.external(HOST, true));
    assertEquals(
        List.of("/sys/fs/cgroup", "/data here", "/proc/kcore", "/dev/own"),
        table.external(HOST, false));
    assertTrue(table.ids().contains(63));
    assertTrue(table.idMapped().isEmpty());
  }

  @Test
  void findsMountsWhoseOwnersAreMapped() {
    MountTable table = inside("9 22 8:1 /v /v rw,relatime,idmapped shared:2 - ext4 /dev/sda1 rw\n");
    assertEquals("/v", table.idMapped().orElseThrow().mountPoint());
  }
}
