package dev.davit.linux.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.DeviceNumber;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Mode;
import dev.davit.linux.Needs;
import dev.davit.linux.NoDescriptorLeaks;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.RenameFlags;
import dev.davit.linux.Trees;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything here happens in {@code root} inside a tmpfs whose other directories are off limits.
 */
@ExtendWith(NoDescriptorLeaks.class)
@Needs(Needs.Need.ROOT)
class RootedTreeTest {
  private Fd outside;
  private Fd root;
  private RootedTree tree;

  @BeforeEach
  void makeTree() throws ErrnoException {
    outside = Trees.tmpfs();
    Names.mkdir(outside, "root", 0755);
    root = Descriptors.open(outside, "root", OpenFlags.O_PATH);
    tree = new RootedTree(root);
    write(outside, "secret", "host");
    Names.mkdir(root, "etc", 0755);
    write(root, "etc/passwd", "root:x:0:0");
  }

  @AfterEach
  void closeTree() {
    root.close();
    outside.close();
  }

  private static void write(Fd directory, String path, String text) throws ErrnoException {
    int flags = OpenFlags.O_CREAT | OpenFlags.O_WRONLY;
    try (Fd fd = Descriptors.open(directory, path, flags, 0644)) {
      Content.writeAll(fd, text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private String read(String path) throws ErrnoException {
    return new String(tree.read(ContainerPath.of(path), 100), StandardCharsets.UTF_8);
  }

  private List<String> names(Fd directory) throws ErrnoException {
    return Directories.list(directory).stream().map(DirectoryEntry::text).sorted().toList();
  }

  @Test
  void readsWhatIsInside() throws ErrnoException {
    assertEquals("root:x:0:0", read("/etc/passwd"));
    assertEquals("root:x:0:0", read("/etc/../../../../etc/passwd"));
    assertTrue(tree.stat(ContainerPath.of("/etc")).isDirectory());
    assertTrue(tree.exists(ContainerPath.ROOT));
    assertFalse(tree.exists(ContainerPath.of("/nope")));
    assertFalse(tree.exists(ContainerPath.of("/etc/passwd/x")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../secret", "../secret", "../../../../secret", "/secret"})
  void symlinksAndDotsEndAtTheRoot(String target) throws ErrnoException {
    Names.symlink(target, root, "link");
    ErrnoException e =
        assertThrows(ErrnoException.class, () -> tree.read(ContainerPath.of("/link"), 100));
    assertEquals(Errno.ENOENT, e.errno());
    tree.makeFile(ContainerPath.of("/link"), 0600).close();
    assertEquals(List.of("root", "secret"), names(outside));
    assertEquals(List.of("etc", "link", "secret"), names(root));
    assertEquals("", read("/secret"));
  }

  @Test
  void directoriesBehindSymlinksAreMadeInside() throws ErrnoException {
    Names.symlink("/../../var/run", root, "run");
    tree.makeDirectory(ContainerPath.of("/run/lock/x"), 0700).close();
    assertEquals(0700, tree.stat(ContainerPath.of("/var/run/lock")).permissions());
    assertEquals(List.of("etc", "run", "var"), names(root));
    assertEquals(List.of("root", "secret"), names(outside));
    assertTrue(tree.lstat(ContainerPath.of("/run")).isSymlink());
  }

  @Test
  void magicLinksAreRefused() throws ErrnoException {
    // a symbolic link cannot lead to /proc of the host, but procfs may be mounted inside
    try (Fd slash = Descriptors.open(Fd.CWD, "/", OpenFlags.O_PATH);
        Fd secret = Descriptors.open(outside, "secret", OpenFlags.O_RDONLY)) {
      RootedTree host = new RootedTree(slash);
      ContainerPath magic = ContainerPath.of(secret.procPath());
      ErrnoException e =
          assertThrows(ErrnoException.class, () -> host.open(magic, OpenFlags.O_RDONLY));
      assertEquals(Errno.ELOOP, e.errno());
      assertThrows(
          ErrnoException.class,
          () -> host.open(ContainerPath.of("/proc/self/root/etc"), OpenFlags.O_PATH));
      assertThrows(
          ErrnoException.class,
          () -> host.makeDirectory(ContainerPath.of("/proc/self/cwd/davit-x"), 0755));
    }
  }

  @Test
  void existingThingsAreLeftAsTheyAre() throws ErrnoException {
    try (Fd made = tree.makeFile(ContainerPath.of("/etc/passwd"), 0600)) {
      assertEquals(0644, Metadata.stat(made).permissions());
    }
    assertEquals("root:x:0:0", read("/etc/passwd"));
    tree.makeDirectory(ContainerPath.of("/etc"), 0700).close();
    assertEquals(0755, tree.stat(ContainerPath.of("/etc")).permissions());
    tree.makeDirectory(ContainerPath.ROOT, 0700).close();
  }

  @Test
  void wrongTypesAreNamed() {
    assertErrno(Errno.ENOTDIR, () -> tree.makeDirectory(ContainerPath.of("/etc/passwd"), 0755));
    assertErrno(Errno.ENOTDIR, () -> tree.makeDirectory(ContainerPath.of("/etc/passwd/x"), 0755));
    assertErrno(Errno.ENOTDIR, () -> tree.makeFile(ContainerPath.of("/etc/passwd/x"), 0755));
    assertErrno(Errno.EISDIR, () -> tree.makeFile(ContainerPath.of("/etc"), 0755));
    assertErrno(Errno.ENOENT, () -> tree.makeDirectory(ContainerPath.of("/no/../x"), 0755));
  }

  private interface Action {
    Object run() throws ErrnoException;
  }

  private static void assertErrno(Errno expected, Action action) {
    assertEquals(expected, assertThrows(ErrnoException.class, action::run).errno());
  }

  @Test
  void symlinkLoopsEnd() throws ErrnoException {
    Names.symlink("b", root, "a");
    Names.symlink("a", root, "b");
    assertErrno(Errno.ELOOP, () -> tree.makeFile(ContainerPath.of("/a"), 0600));
    // each round of this one makes a longer path that leads to nowhere
    Names.symlink("grow/x", root, "grow");
    assertErrno(Errno.ELOOP, () -> tree.makeDirectory(ContainerPath.of("/grow"), 0755));
  }

  @Test
  void readingNeitherBlocksNorTouchesADevice() throws ErrnoException {
    Names.mknod(root, "fifo", Mode.S_IFIFO | 0600, new DeviceNumber(0, 0));
    Names.mknod(root, "zero", Mode.S_IFCHR | 0600, new DeviceNumber(1, 5));
    assertErrno(Errno.EINVAL, () -> tree.read(ContainerPath.of("/fifo"), 100));
    assertErrno(Errno.EINVAL, () -> tree.read(ContainerPath.of("/zero"), 100));
    assertErrno(Errno.EINVAL, () -> tree.read(ContainerPath.of("/etc"), 100));
    tree.makeFile(ContainerPath.of("/fifo"), 0600).close();
  }

  @Test
  void readingIsBounded() throws ErrnoException {
    assertErrno(Errno.EFBIG, () -> tree.read(ContainerPath.of("/etc/passwd"), 9));
    byte[] exact = tree.read(ContainerPath.of("/etc/passwd"), 10);
    assertArrayEquals("root:x:0:0".getBytes(StandardCharsets.UTF_8), exact);
  }

  /** Somebody inside swaps a directory for a link that points out, as fast as he can. */
  @Test
  void racingSymlinksNeverLeadOut() throws Exception {
    Names.mkdir(outside, "loot", 0755);
    Names.mkdir(root, "dir", 0755);
    Names.symlink("../loot", root, "trap");
    Names.symlink("/../../loot", root, "trap2");
    AtomicBoolean stop = new AtomicBoolean();
    Thread attacker =
        new Thread(
            () -> {
              byte[] dir = {'d', 'i', 'r'};
              byte[][] traps = {{'t', 'r', 'a', 'p'}, {'t', 'r', 'a', 'p', '2'}};
              for (int i = 0; !stop.get(); i++) {
                try {
                  Names.rename(root, dir, root, traps[i & 1], RenameFlags.RENAME_EXCHANGE);
                } catch (ErrnoException e) {
                  throw new AssertionError(e);
                }
              }
            });
    attacker.start();
    int made = 0;
    try {
      for (int i = 0; i < 3000; i++) {
        ContainerPath path = ContainerPath.of("/dir/sub" + i);
        try {
          (i % 2 == 0 ? tree.makeDirectory(path, 0755) : tree.makeFile(path, 0644)).close();
          made++;
        } catch (ErrnoException e) {
          assertTrue(
              List.of(Errno.ELOOP, Errno.ENOENT, Errno.ENOTDIR, Errno.EAGAIN).contains(e.errno()),
              e.getMessage());
        }
      }
    } finally {
      stop.set(true);
      attacker.join();
    }
    assertEquals(0, Directories.list(outside, "loot").size(), "made outside");
    assertTrue(made > 1000, "made inside: " + made);
  }
}
