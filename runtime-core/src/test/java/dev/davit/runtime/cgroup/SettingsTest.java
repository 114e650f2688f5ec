package dev.davit.runtime.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.davit.oci.runtime.HugepageLimit;
import dev.davit.oci.runtime.Memory;
import dev.davit.oci.runtime.Resources;
import dev.davit.oci.runtime.Spec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private static final CgroupLayout UNIFIED =
      CgroupLayout.unified(
          Path.of("/sys/fs/cgroup"),
          Set.of("cpu", "cpuset", "io", "memory", "pids", "hugetlb", "rdma"));
  private static final CgroupLayout HYBRID = hybrid();

  private static CgroupLayout hybrid() {
    Map<String, Hierarchy> v1 = new LinkedHashMap<>();
    for (String name : List.of("cpu", "cpuset", "memory", "pids", "blkio", "net_cls")) {
      v1.put(name, new Hierarchy(Path.of("/sys/fs/cgroup/" + name), CgroupPath.ROOT, false));
    }
    Hierarchy two = new Hierarchy(Path.of("/sys/fs/cgroup/unified"), CgroupPath.ROOT, false);
    return new CgroupLayout(Optional.of(two), Set.of("hugetlb"), v1);
  }

  private static Resources resources(String json) {
    return Spec.parse(
            """
            {"ociVersion":"1.3.0","process":{"cwd":"/","args":["x"],"user":{"uid":0,"gid":0}},"root":{"path":"r"},
             "linux":{"resources":%s}}
            """
                .formatted(json))
        .linux()
        .orElseThrow()
        .resources()
        .orElseThrow();
  }

  private static List<String> written(String json, CgroupLayout layout) {
    return Settings.of(resources(json), layout).stream().map(Setting::toString).toList();
  }

  private static String refusal(String json, CgroupLayout layout) {
    return refusal(resources(json), layout);
  }

  private static String refusal(Resources resources, CgroupLayout layout) {
    return assertThrows(CgroupException.class, () -> Settings.of(resources, layout)).getMessage();
  }

  @Test
  void writesMemoryLimits() {
    String json = "{\"memory\":{\"limit\":1048576,\"swap\":3145728,\"reservation\":524288}}";
    assertEquals(
        List.of("memory.max = 1048576", "memory.swap.max = 2097152", "memory.low = 524288"),
        written(json, UNIFIED));
    assertEquals(
        List.of(
            "memory.limit_in_bytes = 1048576",
            "memory.memsw.limit_in_bytes = 3145728",
            "memory.soft_limit_in_bytes = 524288"),
        written(json, HYBRID));
  }

  @Test
  void writesNoLimitAsTheFilesSayIt() {
    String json = "{\"memory\":{\"limit\":-1,\"swap\":-1},\"pids\":{\"limit\":-1}}";
    assertEquals(
        List.of("memory.max = max", "memory.swap.max = max", "pids.max = max"),
        written(json, UNIFIED));
    assertEquals(
        List.of("memory.limit_in_bytes = -1", "memory.memsw.limit_in_bytes = -1", "pids.max = max"),
        written(json, HYBRID));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1",
    "1, 1",
    "512, 59",
    "1024, 100",
    "2048, 174",
    "262144, 10000",
    "999999, 10000"
  })
  void turnsSharesIntoWeightsThatKeepTheDefault(long shares, long weight) {
    assertEquals(weight, CpuSettings.weight(shares));
  }

  @Test
  void writesProcessorLimits() {
    String json =
        """
        {"cpu":{"shares":1024,"quota":50000,"period":200000,"burst":1000,"cpus":"0-1","mems":"0",
                "idle":0}}
        """;
    assertEquals(
        List.of(
            "cpu.weight = 100",
            "cpu.max = 50000 200000",
            "cpu.max.burst = 1000",
            "cpu.idle = 0",
            "cpuset.cpus = 0-1",
            "cpuset.mems = 0"),
        written(json, UNIFIED));
    assertEquals(
        List.of(
            "cpu.shares = 1024",
            "cpu.cfs_period_us = 200000",
            "cpu.cfs_quota_us = 50000",
            "cpu.cfs_burst_us = 1000",
            "cpu.idle = 0",
            "cpuset.cpus = 0-1",
            "cpuset.mems = 0"),
        written(json, HYBRID));
  }

  @Test
  void readsAQuotaThatIsNotPositiveAsNone() {
    assertEquals(List.of("cpu.max = max 100000"), written("{\"cpu\":{\"quota\":-1}}", UNIFIED));
    assertEquals(
        List.of("cpu.cfs_period_us = 50000", "cpu.cfs_quota_us = -1"),
        written("{\"cpu\":{\"period\":50000}}", HYBRID));
  }

  @Test
  void takesZeroProcessesAsALimit() {
    assertEquals(List.of("pids.max = 0"), written("{\"pids\":{\"limit\":0}}", UNIFIED));
  }

  @Test
  void writesBlockIoWithTheFileOfTheOtherSchedulerInReserve() {
    String json =
        """
        {"blockIO":{"weight":500,"weightDevice":[{"major":8,"minor":0,"weight":10}],
         "throttleReadBpsDevice":[{"major":8,"minor":0,"rate":1048576}],
         "throttleWriteIOPSDevice":[{"major":8,"minor":16,"rate":0}]}}
        """;
    assertEquals(
        List.of(
            "io.bfq.weight = 500",
            "io.weight = default 4950",
            "io.bfq.weight = 8:0 10",
            "io.weight = 8:0 1",
            "io.max = 8:0 rbps=1048576",
            "io.max = 8:16 wiops=max"),
        written(json, UNIFIED));
    assertEquals(
        List.of(
            "blkio.bfq.weight = 500",
            "blkio.weight = 500",
            "blkio.bfq.weight_device = 8:0 10",
            "blkio.weight_device = 8:0 10",
            "blkio.throttle.read_bps_device = 8:0 1048576",
            "blkio.throttle.write_iops_device = 8:16 0"),
        written(json, HYBRID));
  }

  @Test
  void writesHugePagesAndRdma() {
    String json =
        """
        {"hugepageLimits":[{"pageSize":"2MB","limit":4194304}],
         "rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":10000}}}
        """;
    assertEquals(
        List.of(
            "hugetlb.2MB.max = 4194304",
            "hugetlb.2MB.rsvd.max = 4194304",
            "rdma.max = mlx5_1 hca_handle=3 hca_object=10000"),
        written(json, UNIFIED));
  }

  @Test
  void writesUnifiedFilesLastAndLineByLine() {
    String json =
        """
        {"unified":{"memory.high":"1000","io.max":"8:0 rbps=1\\n8:16 wbps=2","cgroup.max.depth":"3"},
         "memory":{"limit":2000}}
        """;
    assertEquals(
        List.of(
            "memory.max = 2000",
            "cgroup.max.depth = 3",
            "io.max = 8:0 rbps=1",
            "io.max = 8:16 wbps=2",
            "memory.high = 1000"),
        written(json, UNIFIED));
  }

  @Test
  void refusesAUnifiedFileWhoseControllerIsOnV1() {
    assertEquals(
        "linux.resources.unified[memory.high]: controller memory is on cgroup v1 at"
            + " /sys/fs/cgroup/memory, and the file is one of cgroup v2",
        refusal("{\"unified\":{\"memory.high\":\"1000\"}}", HYBRID));
  }

  @Test
  void refusesUnifiedFilesThatAreNotLimits() {
    assertEquals(
        """
        linux.resources.unified[../x.y]: not the name of a control file
        linux.resources.unified[cgroup.procs]: not a limit""",
        refusal(
            Resources.empty().withUnified(Map.of("cgroup.procs", "1", "../x.y", "1")), UNIFIED));
  }

  @Test
  void tellsEverythingThatCannotBeEnforcedAtOnce() {
    String json =
        """
        {"memory":{"swap":500,"kernel":5,"kernelTCP":5,"swappiness":10,
                   "disableOOMKiller":true,"useHierarchy":false},
         "cpu":{"shares":0,"realtimeRuntime":5},
         "pids":{"limit":-2},
         "blockIO":{"leafWeight":100},
         "network":{"classID":1}}
        """;
    assertEquals(
        """
        linux.resources.memory.swap: 500: needs a memory.limit, which it includes
        linux.resources.memory.kernel: 5: kernels since 5.16 cannot limit kernel memory alone
        linux.resources.memory.kernelTCP: 5: cgroup v2 counts it in memory.limit
        linux.resources.memory.swappiness: 10: cgroup v2 has no swappiness per cgroup
        linux.resources.memory.disableOOMKiller: true: cgroup v2 cannot disable the OOM killer
        linux.resources.memory.useHierarchy: false: kernels since 5.11 always count hierarchically
        linux.resources.cpu.shares: 0: not in 2..262144
        linux.resources.cpu.realtimeRuntime: 5: cgroup v2 has no realtime bandwidth
        linux.resources.pids.limit: -2: must not be negative, or -1 for no limit
        linux.resources.blockIO.leafWeight: 100: kernels since 5.0 have no leaf weights
        linux.resources.network.classID: needs the cgroup v1 controller net_cls, which is not mounted""",
        refusal(json, UNIFIED));
  }

  @Test
  void refusesWhatADocumentWouldNotHaveLetThrough() {
    Resources resources =
        Resources.empty()
            .withMemory(Memory.empty().withLimit(1000).withSwap(500))
            .withHugepageLimits(List.of(new HugepageLimit("2 MiB", 1, Map.of())));
    assertEquals(
        """
        linux.resources.memory.swap: 500: less than memory.limit 1000, which it includes
        linux.resources.hugepageLimits[2 MiB]: page size is not of the form 64KB, 2MB or 1GB""",
        refusal(resources, UNIFIED));
  }

  @Test
  void saysWhichControllerTheMachineDoesNotHave() {
    assertEquals(
        "linux.resources.memory.limit: controller memory is not on this machine: neither in"
            + " /sys/fs/cgroup/cgroup.controllers nor as a v1 hierarchy",
        refusal(
            "{\"memory\":{\"limit\":1000}}",
            CgroupLayout.unified(Path.of("/sys/fs/cgroup"), Set.of("cpu"))));
    assertEquals(
        "linux.resources.pids.limit: controller pids is not on this machine: neither on cgroup2"
            + " nor as a v1 hierarchy",
        refusal("{\"pids\":{\"limit\":1}}", CgroupLayout.none()));
  }

  @Test
  void takesTheOldControllersFilesWhereTheyExist() {
    assertEquals(
        List.of(
            "memory.kmem.tcp.limit_in_bytes = 5",
            "memory.swappiness = 10",
            "memory.oom_control = 1",
            "net_cls.classid = 1048577"),
        written(
            """
            {"memory":{"kernelTCP":5,"swappiness":10,"disableOOMKiller":true,"useHierarchy":true},
             "network":{"classID":1048577}}
            """,
            HYBRID));
  }

  @Test
  void writesDeviceRulesWhereThereIsNoCgroup2() {
    Hierarchy devices = new Hierarchy(Path.of("/sys/fs/cgroup/devices"), CgroupPath.ROOT, false);
    CgroupLayout legacy = new CgroupLayout(Optional.empty(), Set.of(), Map.of("devices", devices));
    assertEquals(
        List.of(
            "devices.deny = a",
            "devices.deny = a",
            "devices.allow = c 1:3 rw",
            "devices.allow = b *:* m"),
        written(
            """
            {"devices":[{"allow":false,"access":"rwm"},
              {"allow":true,"type":"c","major":1,"minor":3,"access":"rw"},
              {"allow":true,"type":"b","access":"m"}]}
            """,
            legacy));
  }
}
