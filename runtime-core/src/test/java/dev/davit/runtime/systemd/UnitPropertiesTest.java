package dev.davit.runtime.systemd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import dev.davit.oci.runtime.Resources;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.cgroup.CgroupLayout;
import dev.davit.runtime.cgroup.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnitPropertiesTest {

  private static final CgroupLayout V2 =
      CgroupLayout.unified(
          Path.of("/sys/fs/cgroup"), Set.of("cpu", "cpuset", "io", "memory", "pids"));

  private static List<String> properties(String resources) {
    String spec =
        JsonParser.parseString(
                "{ociVersion: '1.3.0', process: {user: {uid: 0, gid: 0}, cwd: '/', args: ['x']},"
                    + " root: {path: 'r'}, linux: {resources: {"
                    + resources
                    + "}}}")
            .toString();
    Resources parsed = Spec.parse(spec).linux().orElseThrow().resources().orElseThrow();
    return UnitProperties.of(Settings.of(parsed, V2)).stream()
        .map(p -> p.name() + "=" + p.value().value())
        .toList();
  }

  @Test
  void saysToSystemdWhatIsWrittenIntoTheFiles() {
    assertEquals(
        List.of("MemoryMax=67108864", "MemorySwapMax=0", "MemoryLow=1048576", "TasksMax=100"),
        properties(
            "memory: {limit: 67108864, swap: 67108864, reservation: 1048576}, pids: {limit: 100}"));
  }

  @Test
  void meansInfinityByNoLimit() {
    assertEquals(
        List.of("MemoryMax=-1", "TasksMax=-1"),
        properties("memory: {limit: -1}, pids: {limit: -1}"));
  }

  @Test
  void roundsAQuotaUpToWholePerCent() {
    assertEquals(
        List.of("CPUWeight=100", "CPUQuotaPerSecUSec=500000", "CPUQuotaPeriodUSec=100000"),
        properties("cpu: {shares: 1024, quota: 50000, period: 100000}"));
    assertEquals(
        List.of("CPUQuotaPerSecUSec=130000", "CPUQuotaPeriodUSec=100000"),
        properties("cpu: {quota: 12345, period: 100000}"));
    assertEquals(
        List.of("CPUQuotaPerSecUSec=-1", "CPUQuotaPeriodUSec=100000"),
        properties("cpu: {quota: -1}"));
  }

  @Test
  void namesDevicesByTheirNumbers() {
    assertEquals(
        List.of("IOReadBandwidthMax=[[/dev/block/8:0, 1048576]]"),
        properties("blockIO: {throttleReadBpsDevice: [{major: 8, minor: 0, rate: 1048576}]}"));
  }

  @Test
  void writesProcessorsAsBits() {
    assertArrayEquals(new byte[] {(byte) 0b1000_0111, 0b10}, UnitProperties.bits("0-2,7,9"));
  }
}
