package dev.davit.runtime.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Architecture;
import dev.davit.linux.Capability;
import dev.davit.runtime.cgroup.CgroupLayout;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostProbeTest {

  @Test
  void findsThisMachineOnce() {
    Host host = HostProbe.host();
    assertSame(host, HostProbe.host());
    assertEquals(Architecture.host(), host.architecture());
    assertFalse(host.kernelRelease().isBlank());
    assertTrue(host.namespaces().contains("mnt"), host.toString());
  }

  @Test
  void leavesNoDescriptorOpen() {
    HostProbe.probe();
    int before = Path.of("/proc/self/fd").toFile().list().length;
    HostProbe.probe();
    assertEquals(before, Path.of("/proc/self/fd").toFile().list().length);
  }

  @Test
  void canBeMadeByHandForAnyMachine() {
    CgroupLayout unified = CgroupLayout.unified(Path.of("/sys/fs/cgroup"), Set.of("memory"));
    Host host = Host.complete(Architecture.AARCH64, unified);
    assertTrue(host.isRoot());
    assertTrue(host.cloneIntoCgroup());
    assertTrue(host.hasCapability(Capability.SYS_ADMIN));
    assertFalse(host.withLowerdirPlus(false).lowerdirPlus());
    assertFalse(host.withCgroups(CgroupLayout.none()).cloneIntoCgroup());
  }
}
