package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.Resources;
import dev.davit.runtime.cgroup.CgroupException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every limit of a container that runs can be changed, on the hierarchy that holds it. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.CGROUP2})
@OnOneJava
class UpdateTest extends WithLimitedRuns {
  private static final String READY = "echo ready; exec sleep 1000";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory: {limit: 67108864} | memory: {limit: 134217728} | memory.max=134217728 |"
            + " memory.limit_in_bytes=134217728",
        "memory: {limit: 67108864} | memory: {limit: -1} | memory.max=max |"
            + " memory.limit_in_bytes=9223372036854771712",
        "memory: {limit: 67108864, swap: 67108864} | memory: {limit: 134217728, swap: 201326592} |"
            + " memory.swap.max=67108864 | memory.memsw.limit_in_bytes=201326592",
        "memory: {reservation: 8388608} | memory: {reservation: 16777216} | memory.low=16777216 |"
            + " memory.soft_limit_in_bytes=16777216",
        "cpu: {quota: 50000} | cpu: {quota: 25000, period: 50000} | cpu.max=25000 50000 |"
            + " cpu.cfs_quota_us=25000",
        "cpu: {quota: 50000} | cpu: {quota: -1} | cpu.max=max 100000 | cpu.cfs_quota_us=-1",
        "cpu: {quota: 50000, burst: 10000} | cpu: {quota: 50000, burst: 20000} |"
            + " cpu.max.burst=20000 | cpu.cfs_burst_us=20000",
        "cpu: {shares: 1024} | cpu: {shares: 512} | cpu.weight=59 | cpu.shares=512",
        "cpu: {shares: 1024} | cpu: {idle: 1} | cpu.idle=1 | cpu.idle=1",
        "cpu: {cpus: '0-1'} | cpu: {cpus: '0'} | cpuset.cpus=0 | cpuset.cpus=0",
        "cpu: {cpus: '0-1', mems: '0'} | cpu: {mems: '0'} | cpuset.mems=0 | cpuset.mems=0",
        "pids: {limit: 20} | pids: {limit: 30} | pids.max=30 | pids.max=30",
        "pids: {limit: 20} | pids: {limit: -1} | pids.max=max | pids.max=max",
      })
  void isInForceAtOnce(String before, String after, String unified, String v1) {
    String controller = unified.substring(0, unified.indexOf('.'));
    Limited one = runs.start(before, READY);
    assertEquals("ready", one.readLine());
    one.cgroup().apply(LimitedRuns.resources(after));
    boolean v2 = LimitedRuns.unified(controller);
    String[] file = (v2 ? unified : v1).split("=");
    assertEquals(file[1], one.control(v2 ? "" : controller, file[0]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory.high | 67108864",
        "memory.min | 4194304",
        "memory.oom.group | 1",
        "cpu.weight.nice | 5",
        "pids.max | 50",
        "cgroup.max.descendants | 7"
      })
  void takesFilesOfTheKernelByTheirNames(String file, String value) {
    String controller = file.substring(0, file.indexOf('.'));
    Resources resources = LimitedRuns.resources("unified: {'" + file + "': '" + value + "'}");
    Limited one = runs.start(everyController(), READY);
    assertEquals("ready", one.readLine());
    if (controller.equals("cgroup") || LimitedRuns.unified(controller)) {
      one.cgroup().apply(resources);
      assertEquals(value, one.control("", file));
    } else {
      CgroupException e = assertThrows(CgroupException.class, () -> one.cgroup().apply(resources));
      assertTrue(e.getMessage().contains("controller " + controller + " is on cgroup v1"));
    }
  }

  private static String everyController() {
    return "memory: {limit: 134217728}, cpu: {shares: 1024}, pids: {limit: 20}";
  }

  @Test
  void isRefusedByNameWhereTheContainerIsInNoCgroupForIt() {
    String all = "memory: {limit: 67108864}, cpu: {quota: 50000, cpus: '0'}, pids: {limit: 9}";
    Limited one = runs.start("", READY);
    assertEquals("ready", one.readLine());
    CgroupException e =
        assertThrows(CgroupException.class, () -> one.cgroup().apply(LimitedRuns.resources(all)));
    Set<String> missing = new TreeSet<>(Set.of("memory", "cpu", "cpuset", "pids"));
    Set<String> named =
        missing.stream()
            .filter(
                c ->
                    e.getMessage().contains("controller " + c + ":")
                        || e.getMessage().contains("controller " + c + " "))
            .collect(Collectors.toCollection(TreeSet::new));
    if (missing.stream().noneMatch(LimitedRuns::unified)) {
      assertEquals(missing, named, e.getMessage());
    } else {
      // On cgroup v2 the first that the parent does not give on is told.
      assertTrue(e.getMessage().contains("is not enabled in"), e.getMessage());
    }
  }
}
