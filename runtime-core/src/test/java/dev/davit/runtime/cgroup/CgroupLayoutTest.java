package dev.davit.runtime.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CgroupLayoutTest {

  private static final String HYBRID_MOUNTS =
      """
      23 1 259:0 / / rw,relatime - ext4 /dev/root rw
      31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
      32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
      34 31 0:31 / /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset
      35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
      36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices
      37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
      38 31 0:35 / /sys/fs/cgroup/blkio rw,relatime - cgroup cgroup rw,blkio
      39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
      40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,xattr,name=systemd
      41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate
      """;
  private static final String HYBRID_OWN =
      """
      9:name=systemd:/
      8:pids:/
      4:memory:/services/a:b
      3:cpuset:/
      2:cpu,cpuacct:/
      0::/
      """;

  private static final String V2_MOUNTS =
      """
      22 27 0:20 / /sys rw,nosuid shared:6 - sysfs sysfs rw
      27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      29 22 0:25 / /sys/fs/cgroup rw,nosuid,nodev,noexec shared:8 - cgroup2 cgroup2 rw,nsdelegate
      """;
  private static final String V2_CONTROLLERS = "cpuset cpu io memory hugetlb pids rdma misc\n";

  private static Hierarchy at(String mountPoint, String own, boolean readOnly) {
    return new Hierarchy(Path.of(mountPoint), new CgroupPath(own), readOnly);
  }

  @Test
  void readsAMachineWithCgroup2Only() {
    CgroupLayout layout =
        CgroupLayout.parse(V2_MOUNTS, "0::/user.slice/session-1.scope\n", V2_CONTROLLERS);
    assertEquals(CgroupLayout.Kind.UNIFIED, layout.kind());
    assertEquals(
        Optional.of(at("/sys/fs/cgroup", "/user.slice/session-1.scope", false)), layout.unified());
    assertTrue(layout.onUnified("memory"));
    assertEquals(
        "unified: cgroup2 at /sys/fs/cgroup (cpuset cpu io memory hugetlb pids rdma misc)",
        layout.describe());
  }

  @Test
  void readsAHybridMachine() {
    CgroupLayout layout = CgroupLayout.parse(HYBRID_MOUNTS, HYBRID_OWN, "hugetlb\n");
    assertEquals(CgroupLayout.Kind.HYBRID, layout.kind());
    assertEquals(Optional.of(at("/sys/fs/cgroup/unified", "/", false)), layout.unified());
    assertEquals(
        Set.of("cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids"),
        layout.v1().keySet());
    assertEquals(layout.onV1("cpu"), layout.onV1("cpuacct"));
    assertEquals(
        Optional.of(at("/sys/fs/cgroup/memory", "/services/a:b", false)), layout.onV1("memory"));
    assertEquals(
        "hybrid: cgroup2 at /sys/fs/cgroup/unified (hugetlb); v1: blkio cpu cpuacct cpuset devices"
            + " freezer memory pids",
        layout.describe());
  }

  @Test
  void readsAMachineWithV1Only() {
    String mounts =
        HYBRID_MOUNTS
            .lines()
            .filter(line -> !line.contains("cgroup2"))
            .collect(java.util.stream.Collectors.joining("\n"));
    CgroupLayout layout = CgroupLayout.parse(mounts, HYBRID_OWN, "");
    assertEquals(CgroupLayout.Kind.LEGACY, layout.kind());
    assertTrue(layout.onV1("pids").isPresent());
  }

  @Test
  void knowsHierarchiesWithoutAController() {
    assertEquals(
        Set.of(at("/sys/fs/cgroup/systemd", "/", false)),
        CgroupLayout.withoutController(HYBRID_MOUNTS, HYBRID_OWN));
    assertEquals(Set.of(), CgroupLayout.withoutController(V2_MOUNTS, "0::/\n"));
  }

  @Test
  void seesTheNamespaceRootInsideAContainer() {
    String mounts =
        """
        600 500 0:60 / / rw,relatime - overlay overlay rw,lowerdir=/l,upperdir=/u,workdir=/w
        610 600 0:62 / /sys ro,nosuid,nodev,noexec,relatime - sysfs sysfs ro
        620 610 0:25 / /sys/fs/cgroup ro,nosuid,nodev,noexec - cgroup2 cgroup rw,nsdelegate
        """;
    CgroupLayout layout = CgroupLayout.parse(mounts, "0::/\n", "cpu memory pids\n");
    assertEquals(Optional.of(at("/sys/fs/cgroup", "/", true)), layout.unified());
  }

  @Test
  void findsItselfBelowABindMountOfAPartOfTheHierarchy() {
    String mounts =
        """
        600 500 0:60 / / rw,relatime - overlay overlay rw
        621 600 0:32 /docker/abc /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory
        """;
    CgroupLayout layout = CgroupLayout.parse(mounts, "4:memory:/docker/abc/inner\n0::/\n", "");
    assertEquals(Optional.of(at("/sys/fs/cgroup/memory", "/inner", true)), layout.onV1("memory"));
    CgroupLayout root = CgroupLayout.parse(mounts, "4:memory:/docker/abc\n0::/\n", "");
    assertEquals(CgroupPath.ROOT, root.onV1("memory").orElseThrow().own());
  }

  @Test
  void ignoresAMountWhoseRootIsOutsideOfTheNamespace() {
    String mounts =
        """
        600 500 0:60 / / rw,relatime - overlay overlay rw
        620 600 0:25 /../.. /host/cgroup rw - cgroup2 cgroup rw
        """;
    assertEquals(CgroupLayout.Kind.NONE, CgroupLayout.parse(mounts, "0::/\n", "").kind());
  }

  @Test
  void ignoresWhatIsMountedOver() {
    String mounts =
        V2_MOUNTS
            + """
            50 29 0:70 / /sys/fs/cgroup rw - tmpfs tmpfs rw
            51 50 0:71 / /sys/fs/cgroup/inner rw - cgroup2 cgroup2 rw
            """;
    CgroupLayout layout = CgroupLayout.parse(mounts, "0::/\n", "");
    assertEquals(Optional.of(at("/sys/fs/cgroup/inner", "/", false)), layout.unified());
    String ancestor = V2_MOUNTS + "50 27 0:70 / /sys/fs rw - tmpfs tmpfs rw\n";
    // The new mount is attached to the directory below which sysfs lies, so sysfs still covers it.
    assertEquals(CgroupLayout.Kind.UNIFIED, CgroupLayout.parse(ancestor, "0::/\n", "").kind());
    String overSys = V2_MOUNTS + "50 22 0:70 / /sys/fs rw - tmpfs tmpfs rw\n";
    assertEquals(CgroupLayout.Kind.NONE, CgroupLayout.parse(overSys, "0::/\n", "").kind());
  }

  @Test
  void prefersTheWholeHierarchyAndThenAWritableMount() {
    String mounts =
        """
        27 1 8:1 / / rw - ext4 /dev/sda1 rw
        30 27 0:25 /part /a rw - cgroup2 cgroup2 rw
        31 27 0:25 / /b ro - cgroup2 cgroup2 rw
        32 27 0:25 / /c\\040d rw - cgroup2 cgroup2 rw
        """;
    CgroupLayout layout = CgroupLayout.parse(mounts, "0::/\n", "");
    assertEquals(Optional.of(at("/c d", "/", false)), layout.unified());
  }

  @Test
  void readsAMachineWithoutCgroups() {
    CgroupLayout layout = CgroupLayout.parse("27 1 8:1 / / rw - ext4 /dev/sda1 rw\n", "", "");
    assertEquals(CgroupLayout.none(), layout);
    assertEquals("none: no cgroup2", layout.describe());
  }
}
