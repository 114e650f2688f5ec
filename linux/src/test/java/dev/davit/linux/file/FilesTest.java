package dev.davit.linux.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.AtFlags;
import dev.davit.linux.DeviceNumber;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Mode;
import dev.davit.linux.Needs;
import dev.davit.linux.NoDescriptorLeaks;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.RawName;
import dev.davit.linux.RenameFlags;
import dev.davit.linux.ResolveFlags;
import dev.davit.linux.Timestamp;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoDescriptorLeaks.class)
class FilesTest {
  private static final int CREATE = OpenFlags.O_CREAT | OpenFlags.O_RDWR;

  @TempDir Path temp;
  private Fd dir;

  @BeforeEach
  void open() throws ErrnoException {
    dir = Descriptors.open(Fd.CWD, temp.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
  }

  @AfterEach
  void close() {
    dir.close();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void opensCloseOnExecAndSaysWhatFailed() throws ErrnoException {
    try (Fd fd = Descriptors.open(dir, "a", CREATE, 0640);
        Fd same = Descriptors.duplicate(fd)) {
      assertTrue(Descriptors.isCloseOnExec(fd));
      assertTrue(Descriptors.isCloseOnExec(same));
      assertFalse(fd.number() == same.number());
      assertTrue(Metadata.stat(fd).isSameFile(Metadata.stat(same)));
      Descriptors.setNonblocking(fd, true);
      assertTrue((Descriptors.statusFlags(same) & OpenFlags.O_NONBLOCK) != 0);
      Descriptors.setNonblocking(same, false);
      assertEquals(0, Descriptors.statusFlags(fd) & OpenFlags.O_NONBLOCK);
    }
    ErrnoException e =
        assertThrows(
            ErrnoException.class,
            () ->
                Descriptors.open(Fd.CWD, "/nope/x", OpenFlags.O_CREAT | OpenFlags.O_WRONLY, 0600));
    assertEquals(
        "openat(AT_FDCWD, \"/nope/x\", O_WRONLY|O_CREAT|O_CLOEXEC, 0600):"
            + " ENOENT (No such file or directory)",
        e.getMessage());
  }

  @Test
  void openat2RefusesToLeave() throws ErrnoException {
    Names.symlink("../out", dir, "out");
    ErrnoException e =
        assertThrows(
            ErrnoException.class,
            () -> Descriptors.open2(dir, "out", OpenFlags.O_RDONLY, ResolveFlags.RESOLVE_BENEATH));
    assertEquals(Errno.EXDEV, e.errno());
    assertEquals(
        "openat2("
            + dir
            + ", \"out\", {flags=O_RDONLY|O_CLOEXEC, resolve=RESOLVE_BENEATH}, 24):"
            + " EXDEV (Invalid cross-device link)",
        e.getMessage());
  }

  @Test
  void readsAndWritesMoreThanOneBuffer() throws ErrnoException {
    byte[] data = new byte[3 * Content.CHUNK + 17];
    new Random(1).nextBytes(data);
    try (Fd fd = Descriptors.open(dir, "big", CREATE, 0600)) {
      Content.writeAll(fd, data);
      assertEquals(data.length, Content.seekEnd(fd));
      assertEquals(0, Content.read(fd, new byte[10], 0, 10));
      Content.seek(fd, 0);
      assertArrayEquals(data, VirtualFile.readAll(fd, data.length, "big"));
      byte[] part = new byte[5];
      assertEquals(5, Content.pread(fd, part, 0, 5, 100));
      assertArrayEquals(Arrays.copyOfRange(data, 100, 105), part);
      assertEquals(2, Content.pwrite(fd, new byte[] {9, 8, 7}, 1, 2, 0));
      assertEquals(1, Content.pread(fd, part, 4, 1, 0));
      assertEquals(8, part[4]);
      Content.sync(fd);
      Content.syncData(fd);
    }
  }

  @Test
  void directBuffersMoveWithoutACopy() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      ByteBuffer out = ByteBuffer.allocateDirect(64);
      out.put(utf8("xxhello")).flip().position(2);
      assertEquals(5, Content.write(pipe.writeEnd(), out));
      assertEquals(0, out.remaining());
      ByteBuffer in = ByteBuffer.allocateDirect(64).position(10);
      assertEquals(5, Content.read(pipe.readEnd(), in));
      byte[] got = new byte[5];
      in.flip().position(10).get(got);
      assertArrayEquals(utf8("hello"), got);
      assertThrows(
          IllegalArgumentException.class,
          () -> Content.read(pipe.readEnd(), ByteBuffer.allocate(4)));
    }
  }

  @Test
  void findsHolesAndMakesThem() throws ErrnoException {
    try (Fd fd = Descriptors.open(dir, "sparse", CREATE, 0600)) {
      Content.truncate(fd, 1 << 20);
      Content.pwrite(fd, new byte[] {1}, 0, 1, 512 << 10);
      assertEquals(512 << 10, Content.seekData(fd, 0));
      assertEquals(0, Content.seekHole(fd, 0));
      long hole = Content.seekHole(fd, 512 << 10);
      ErrnoException e = assertThrows(ErrnoException.class, () -> Content.seekData(fd, hole));
      assertEquals(Errno.ENXIO, e.errno());
      assertTrue(Metadata.stat(fd).blocks() < 1024);
      Content.allocate(fd, 0, 0, 1 << 20);
      assertTrue(Metadata.stat(fd).blocks() >= 2048);
    }
  }

  @Test
  void copiesWithinTheKernel() throws ErrnoException {
    try (Fd from = Descriptors.open(dir, "from", CREATE, 0600);
        Fd to = Descriptors.open(dir, "to", CREATE, 0600)) {
      Content.writeAll(from, utf8("content"));
      Content.seek(from, 0);
      assertEquals(7, Content.copyRange(from, to, 100));
      assertEquals(0, Content.copyRange(from, to, 100));
      assertEquals(7, Metadata.stat(to).size());
    }
  }

  @Test
  void namesAreMadeMovedAndRemoved() throws Exception {
    Names.mkdir(dir, "d", 0750);
    Names.symlink("d/é", dir, "s");
    assertArrayEquals(utf8("d/é"), Names.readlink(dir, "s"));
    Files.writeString(temp.resolve("d/é"), "x");
    Names.link(dir, utf8("d/é"), dir, utf8("hard"), 0);
    assertEquals(2, Metadata.stat(dir, "hard", 0).links());
    Names.link(dir, utf8("s"), dir, utf8("hardsymlink"), 0);
    assertTrue(Metadata.stat(dir, "hardsymlink", AtFlags.AT_SYMLINK_NOFOLLOW).isSymlink());
    Names.rename(dir, "hard", dir, "moved");
    ErrnoException e =
        assertThrows(
            ErrnoException.class,
            () -> Names.rename(dir, utf8("moved"), dir, utf8("s"), RenameFlags.RENAME_NOREPLACE));
    assertEquals(
        "renameat2("
            + dir
            + ", \"moved\", "
            + dir
            + ", \"s\", RENAME_NOREPLACE):"
            + " EEXIST (File exists)",
        e.getMessage());
    Names.unlink(dir, "s");
    Names.unlink(dir, "moved");
    Names.unlink(dir, "hardsymlink");
    assertEquals(
        Errno.ENOTEMPTY, assertThrows(ErrnoException.class, () -> Names.rmdir(dir, "d")).errno());
    Names.unlink(dir, "d/é");
    Names.rmdir(dir, "d");
    assertEquals(List.of(), Directories.list(dir));
  }

  @Test
  void openFilesGetNames() throws ErrnoException {
    int flags = OpenFlags.O_TMPFILE | OpenFlags.O_RDWR;
    try (Fd fd = Descriptors.open(dir, ".", flags, 0600)) {
      Content.writeAll(fd, utf8("late"));
      Names.link(Fd.CWD, RawName.of(fd.procPath()), dir, utf8("named"), AtFlags.AT_SYMLINK_FOLLOW);
    }
    assertEquals(4, Metadata.stat(dir, "named", 0).size());
  }

  @Test
  void namesMayBeAnyBytes() throws ErrnoException {
    byte[] name = new byte[200];
    for (int i = 0; i < name.length; i++) {
      name[i] = (byte) (i + 48);
    }
    Names.mkdir(dir, name, 0755);
    DirectoryEntry entry = Directories.list(dir).get(0);
    assertArrayEquals(name, entry.name());
    assertTrue(entry.isDirectory());
    assertEquals(Metadata.stat(dir, name, 0).inode(), entry.inode());
    Names.unlink(dir, name, AtFlags.AT_REMOVEDIR);
  }

  @Test
  void listsManyNamesAndRemovesTrees() throws ErrnoException {
    Names.mkdir(dir, "many", 0755);
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      String name = "a-rather-long-name-of-a-file-" + i;
      Descriptors.open(dir, "many/" + name, CREATE, 0600).close();
      expected.add(name);
    }
    List<String> found = new ArrayList<>();
    Directories.list(dir, "many").forEach(entry -> found.add(entry.text()));
    assertEquals(3000, found.size());
    assertEquals(expected, new HashSet<>(found));
    Names.mkdir(dir, "keep", 0755);
    Descriptors.open(dir, "keep/this", CREATE, 0600).close();
    Names.symlink("../keep", dir, "many/link");
    Directories.removeTree(dir, "many");
    Directories.removeTree(dir, "many");
    assertEquals(1, Directories.list(dir).size());
    assertEquals(1, Directories.list(dir, "keep").size());
  }

  @Test
  @Needs(Needs.Need.ROOT)
  void nodesOwnersModesAndTimesAreExact() throws ErrnoException {
    Names.mknod(dir, "null", Mode.S_IFCHR | 0600, new DeviceNumber(1, 3));
    Stat device = Metadata.stat(dir, "null", 0);
    assertEquals(Mode.S_IFCHR, device.type());
    assertEquals(new DeviceNumber(1, 3), device.rdev());
    Names.symlink("null", dir, "s");
    Metadata.lchown(dir, "s", 123456, 65534);
    Stat link = Metadata.stat(dir, "s", AtFlags.AT_SYMLINK_NOFOLLOW);
    assertEquals(123456, link.uid());
    assertEquals(65534, link.gid());
    assertEquals(0, Metadata.stat(dir, "null", 0).uid());
    Timestamp time = new Timestamp(-5, 123456789);
    Metadata.setTimes(dir, utf8("s"), Timestamp.OMIT, time, AtFlags.AT_SYMLINK_NOFOLLOW);
    assertEquals(time, Metadata.stat(dir, "s", AtFlags.AT_SYMLINK_NOFOLLOW).modified());
    try (Fd path = Descriptors.open(dir, "null", OpenFlags.O_PATH)) {
      Metadata.chown(path, 7, -1);
      Metadata.chmodPath(path, 04711);
      Metadata.setTimes(path, time, time);
      Stat changed = Metadata.stat(path);
      assertEquals(7, changed.uid());
      assertEquals(0, changed.gid());
      assertEquals(04711, changed.permissions());
      assertEquals(time, changed.accessed());
    }
    Metadata.chmod(dir, "null", 0640);
    assertEquals(0640, Metadata.stat(dir, "null", 0).permissions());
  }

  @Test
  void locksExcludeEachOther() throws ErrnoException {
    try (Fd one = Descriptors.open(dir, "lock", CREATE, 0600);
        Fd two = Descriptors.open(dir, "lock", CREATE, 0600)) {
      assertTrue(FileLock.tryLockExclusive(one));
      assertFalse(FileLock.tryLockShared(two));
      FileLock.unlock(one);
      FileLock.lockShared(one);
      assertTrue(FileLock.tryLockShared(two));
      assertFalse(FileLock.tryLockExclusive(two));
    }
    try (Fd again = Descriptors.open(dir, "lock", CREATE, 0600)) {
      FileLock.lockExclusive(again);
    }
  }

  @Test
  void pipesEndWhenTheWriterIsGone() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      assertEquals(3, Content.write(pipe.writeEnd(), utf8("abc"), 0, 3));
      pipe.writeEnd().close();
      byte[] got = new byte[8];
      assertEquals(3, Content.read(pipe.readEnd(), got, 0, 8));
      assertEquals(0, Content.read(pipe.readEnd(), got, 0, 8));
    }
    try (Pipe pipe = Pipe.open()) {
      pipe.readEnd().close();
      ErrnoException e =
          assertThrows(
              ErrnoException.class, () -> Content.writeAll(pipe.writeEnd(), new byte[] {1}));
      assertEquals(Errno.EPIPE, e.errno());
    }
  }

  @Test
  void sealedProgramsStayAsTheyAre() throws ErrnoException {
    try (Fd fd = MemoryFile.sealedProgram("davit-test", new byte[100_000])) {
      assertEquals(MemoryFile.ALL_SEALS, MemoryFile.seals(fd) & MemoryFile.ALL_SEALS);
      assertTrue(Descriptors.isCloseOnExec(fd));
      assertErrno(Errno.EPERM, () -> Content.pwrite(fd, new byte[] {1}, 0, 1, 0));
      assertErrno(Errno.EPERM, () -> Content.truncate(fd, 0));
      assertErrno(Errno.EPERM, () -> MemoryFile.seal(fd, MemoryFile.F_SEAL_WRITE));
    }
    assertErrno(Errno.EINVAL, () -> MemoryFile.create("x".repeat(300)));
    assertErrno(Errno.EINVAL, () -> MemoryFile.sealedProgram("x".repeat(300), new byte[1]));
  }

  private interface Action {
    void run() throws ErrnoException;
  }

  private static void assertErrno(Errno expected, Action action) {
    assertEquals(expected, assertThrows(ErrnoException.class, action::run).errno());
  }

  @Test
  void virtualFilesAreNeitherMadeNorTruncated() throws Exception {
    ErrnoException missing =
        assertThrows(ErrnoException.class, () -> VirtualFile.write(dir, "memory.max", "1"));
    assertEquals(Errno.ENOENT, missing.errno());
    Path file = Files.writeString(temp.resolve("value"), "long before");
    VirtualFile.write(file.toString(), "max");
    assertEquals("maxg before", VirtualFile.read(dir, "value"));
    ErrnoException refused =
        assertThrows(
            ErrnoException.class,
            () -> VirtualFile.write("/proc/self/oom_score_adj", "not a number"));
    assertTrue(
        refused
            .getMessage()
            .endsWith(
                "</proc/self/oom_score_adj>, \"not a number\", 12): EINVAL (Invalid argument)"),
        refused.getMessage());
  }

  @Test
  void virtualFilesAreReadWholeThoughTheyTellNoSize() throws ErrnoException {
    assertEquals(0, Metadata.stat(Fd.CWD, "/proc/self/maps", 0).size());
    String maps = VirtualFile.read("/proc/self/maps");
    assertTrue(maps.length() > 8192);
    assertTrue(maps.endsWith("\n"));
  }
}
