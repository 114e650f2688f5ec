package dev.davit.linux.mount;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.davit.linux.AtFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.MountApiFlags;
import dev.davit.linux.MountAttributes;
import dev.davit.linux.Needs;
import dev.davit.linux.NoDescriptorLeaks;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.Trees;
import dev.davit.linux.file.Content;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Names;
import dev.davit.linux.file.VirtualFile;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoDescriptorLeaks.class)
@Needs(Needs.Need.ROOT)
class MountsTest {
  private static final int CREATE = OpenFlags.O_CREAT | OpenFlags.O_RDWR;

  private static void write(Fd directory, String path, String text) throws ErrnoException {
    try (Fd fd = Descriptors.open(directory, path, CREATE, 0644)) {
      Content.writeAll(fd, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void detachedMountsAreInNoMountTable() throws ErrnoException {
    String before = VirtualFile.read("/proc/self/mountinfo");
    try (Fd tmpfs = Trees.tmpfs()) {
      write(tmpfs, "x", "hello");
      assertEquals("hello", VirtualFile.read(tmpfs, "x"));
      assertEquals(FilesystemStat.TMPFS, Mounts.statfs(tmpfs).type());
      assertEquals(before, VirtualFile.read("/proc/self/mountinfo"));
    }
  }

  @Test
  void clonesCanBeMadeReadOnlyByThemselves() throws ErrnoException {
    try (Fd tmpfs = Trees.tmpfs()) {
      write(tmpfs, "x", "hello");
      try (Fd clone = Mounts.cloneTree(tmpfs, "", AtFlags.AT_EMPTY_PATH)) {
        int readOnly = MountAttributes.MOUNT_ATTR_RDONLY | MountAttributes.MOUNT_ATTR_NOSUID;
        Mounts.setAttributes(clone, true, MountChange.attributes(readOnly, 0));
        ErrnoException e = assertThrows(ErrnoException.class, () -> Names.mkdir(clone, "d", 0755));
        assertEquals(Errno.EROFS, e.errno());
        Names.mkdir(tmpfs, "d", 0755);
        Mounts.setAttributes(
            clone, false, MountChange.attributes(0, MountAttributes.MOUNT_ATTR_RDONLY));
        Names.rmdir(clone, "d");
        Mounts.setAttributes(clone, true, MountChange.propagation(MountPropagation.PRIVATE));
      }
      try (Fd file = Mounts.cloneTree(tmpfs, "x", 0)) {
        assertEquals(5, Metadata.stat(file).size());
      }
    }
  }

  @Test
  void overlaysAreMadeOfDescriptors() throws ErrnoException {
    try (Fd tmpfs = Trees.tmpfs();
        FilesystemContext overlay = FilesystemContext.open("overlay")) {
      for (String name : new String[] {"low1", "low2", "up", "work"}) {
        Names.mkdir(tmpfs, name, 0755);
      }
      write(tmpfs, "low1/a", "1");
      write(tmpfs, "low2/a", "2");
      write(tmpfs, "low2/b", "2");
      for (String[] layer :
          new String[][] {
            {"lowerdir+", "low1"}, {"lowerdir+", "low2"}, {"upperdir", "up"}, {"workdir", "work"}
          }) {
        try (Fd fd = Descriptors.open(tmpfs, layer[1], OpenFlags.O_PATH)) {
          overlay.descriptor(layer[0], fd);
        } catch (ErrnoException e) {
          assumeFalse(e.is(Errno.EINVAL), "needs layers as descriptors (Linux 6.13)");
          throw e;
        }
      }
      overlay.create();
      try (Fd merged = overlay.mount(0)) {
        assertEquals("1", VirtualFile.read(merged, "a"));
        assertEquals("2", VirtualFile.read(merged, "b"));
        assertEquals(FilesystemStat.OVERLAY, Mounts.statfs(merged).type());
        write(merged, "b", "3");
        assertEquals("3", VirtualFile.read(tmpfs, "up/b"));
        assertEquals("2", VirtualFile.read(tmpfs, "low2/b"));
      }
    }
  }

  @Test
  void failuresTellWhatTheFileSystemSaid() throws ErrnoException {
    try (FilesystemContext tmpfs = FilesystemContext.open("tmpfs")) {
      ErrnoException e = assertThrows(ErrnoException.class, () -> tmpfs.string("sise", "1m"));
      assertEquals(
          "fsconfig("
              + tmpfs.fd()
              + ", FSCONFIG_SET_STRING, \"sise\", \"1m\", 0): EINVAL (Invalid argument):"
              + " tmpfs: Unknown parameter 'sise'",
          e.getMessage());
      assertEquals("tmpfs: Unknown parameter 'sise'", e.detail());
      // the message is taken, so that the next failure does not repeat it
      assertEquals("", assertThrows(ErrnoException.class, () -> tmpfs.mount(0)).detail());
    }
    ErrnoException unknown =
        assertThrows(ErrnoException.class, () -> FilesystemContext.open("nofs"));
    assertEquals("fsopen(\"nofs\", FSOPEN_CLOEXEC): ENODEV (No such device)", unknown.getMessage());
  }

  @Test
  void existingFileSystemsAreReconfigured() throws ErrnoException {
    try (Fd tmpfs = Trees.tmpfs();
        FilesystemContext picked =
            FilesystemContext.pick(tmpfs, "", MountApiFlags.FSPICK_EMPTY_PATH)) {
      picked.string("size", "1m");
      picked.flag("ro");
      picked.reconfigure();
      assertEquals(1 << 20, Mounts.statfs(tmpfs).blocks() * Mounts.statfs(tmpfs).blockSize());
      assertEquals(
          Errno.EROFS,
          assertThrows(ErrnoException.class, () -> Names.mkdir(tmpfs, "d", 0755)).errno());
    }
  }

  @Test
  void classicCallsPrintTheirArguments() {
    ErrnoException mount =
        assertThrows(
            ErrnoException.class, () -> Mounts.mount("none", "/davit-nope", "tmpfs", 6, "size=1m"));
    assertEquals(
        "mount(\"none\", \"/davit-nope\", \"tmpfs\", MS_NOSUID|MS_NODEV, \"size=1m\"):"
            + " ENOENT (No such file or directory)",
        mount.getMessage());
    ErrnoException unmount =
        assertThrows(ErrnoException.class, () -> Mounts.unmount("/davit-nope", 2));
    assertEquals(
        "umount2(\"/davit-nope\", MNT_DETACH): ENOENT (No such file or directory)",
        unmount.getMessage());
  }

  @Test
  void mountsAreAttachedByDescriptorOnly() throws ErrnoException {
    // a detached mount is in no namespace, so that nothing can be attached to it before Linux 6.15
    try (Fd mount = Trees.tmpfs();
        Fd file = Descriptors.open(mount, "x", CREATE, 0600)) {
      ErrnoException e = assertThrows(ErrnoException.class, () -> Mounts.attach(file, mount));
      assertEquals(
          "move_mount("
              + file
              + ", \"\", "
              + mount
              + ", \"\", MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_EMPTY_PATH): EINVAL (Invalid argument)",
          e.getMessage());
    }
  }

  @Test
  void statfsKnowsTheFileSystems() throws ErrnoException {
    assertEquals(FilesystemStat.PROC, Mounts.statfs("/proc").type());
    assertEquals(FilesystemStat.SYSFS, Mounts.statfs("/sys").type());
    assertTrue(Mounts.statfs("/").blocks() > 0);
  }
}
