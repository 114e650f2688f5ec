package dev.davit.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ValuesTest {
  @Test
  void containerPathsAreInNormalForm() {
    assertEquals("/a/b", ContainerPath.of("//a/./b/").toString());
    assertEquals("/", ContainerPath.of("/./").toString());
    assertEquals("/a/../b", ContainerPath.of("/a/../b").toString());
    assertEquals(ContainerPath.of("/a"), ContainerPath.of("/a/b").parent());
    assertEquals("b", ContainerPath.of("/a/b").name());
    assertEquals(".", ContainerPath.ROOT.relative());
    assertEquals("a/b", ContainerPath.of("/a/b").relative());
    assertEquals(ContainerPath.ROOT, ContainerPath.ROOT.parent());
    ContainerPath work = ContainerPath.of("/work");
    assertEquals("/work/x", ContainerPath.of(work, "x").toString());
    assertEquals("/x", ContainerPath.of(work, "/x").toString());
    assertTrue(ContainerPath.of("/a/bc").startsWith(ContainerPath.of("/a")));
    assertEquals(false, ContainerPath.of("/ab").startsWith(ContainerPath.of("/a")));
  }

  @Test
  void containerPathsBeginAtTheRoot() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ContainerPath.of("a/b"));
    assertEquals("\"a/b\": not an absolute path", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ContainerPath.of("/a\0b"));
    assertThrows(IllegalArgumentException.class, () -> ContainerPath.of(""));
  }

  @Test
  void namesBecomeUtf8WhateverTheLocale() {
    assertArrayEquals("é€".getBytes(StandardCharsets.UTF_8), RawName.of("é€"));
    assertArrayEquals("\ud83d\ude00".getBytes(StandardCharsets.UTF_8), RawName.of("\ud83d\ude00"));
    assertThrows(IllegalArgumentException.class, () -> RawName.of("a\ud83d"));
    assertThrows(IllegalArgumentException.class, () -> RawName.of("a\0"));
    assertThrows(IllegalArgumentException.class, () -> RawName.of(new byte[] {0}));
  }

  @Test
  void capabilitiesReadWithAndWithoutTheirPrefix() {
    assertEquals(Capability.SYS_ADMIN, Capability.parse("CAP_SYS_ADMIN"));
    assertEquals(Capability.SYS_ADMIN, Capability.parse("sys_admin"));
    assertEquals("CAP_CHECKPOINT_RESTORE", Capability.CHECKPOINT_RESTORE.capName());
    assertEquals(Optional.empty(), Capability.find("CAP_ALL"));
    EnumSet<Capability> two = EnumSet.of(Capability.CHOWN, Capability.BPF);
    assertEquals(1L | 1L << 39, Capability.mask(two));
    assertEquals(two, Capability.ofMask(Capability.mask(two) | 1L << 60));
  }

  @Test
  void flagsPrintAsStracePrintsThem() {
    assertEquals(
        "O_RDONLY|O_CLOEXEC|O_PATH", OpenFlags.print(OpenFlags.O_PATH | OpenFlags.O_CLOEXEC));
    assertEquals("O_WRONLY", OpenFlags.print(OpenFlags.O_WRONLY));
    assertEquals("O_RDONLY", OpenFlags.print(0));
    assertEquals("MS_NOSUID|MS_NODEV|0x80000000", MountFlags.print(0x80000006L));
    assertEquals("0", MountFlags.print(0));
    assertEquals("CLONE_NEWNS|CLONE_INTO_CGROUP", CloneFlags.print(0x200020000L));
    assertEquals("S_IFCHR|0666", Mode.print(Mode.S_IFCHR | 0666));
    assertEquals("0755", Mode.print(0755));
  }

  @Test
  void deviceNumbersHaveTwoParts() {
    assertEquals(0x103, new DeviceNumber(1, 3).encoded());
    assertEquals(0xfffff | 0xfff << 20, new DeviceNumber(4095, 0xfffff).encoded());
    assertEquals("136:0", new DeviceNumber(136, 0).toString());
    assertThrows(IllegalArgumentException.class, () -> new DeviceNumber(4096, 0));
  }

  @Test
  void timestampsKeepNanosecondsAndTheTimeBefore1970() {
    Instant instant = Instant.parse("1969-12-31T23:59:59.123456789Z");
    assertEquals(instant, Timestamp.of(instant).instant());
    assertEquals(new Timestamp(-1, 123456789), Timestamp.of(instant));
    assertEquals("UTIME_OMIT", Timestamp.OMIT.toString());
    assertThrows(IllegalArgumentException.class, () -> new Timestamp(0, 1_000_000_000));
  }
}
