package dev.davit.linux.xattr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Needs;
import dev.davit.linux.NoDescriptorLeaks;
import dev.davit.linux.OpenFlags;
import dev.davit.linux.RawName;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.file.Names;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** In a directory on a disk, since a tmpfs has user attributes only on the newest kernels. */
@ExtendWith(NoDescriptorLeaks.class)
@Needs(Needs.Need.ROOT)
class XattrsTest {
  @TempDir Path temp;
  private Fd dir;

  @BeforeEach
  void open() throws ErrnoException {
    dir = Descriptors.open(Fd.CWD, temp.toString(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
    Descriptors.open(dir, "file", OpenFlags.O_CREAT | OpenFlags.O_WRONLY, 0644).close();
  }

  @AfterEach
  void close() {
    dir.close();
  }

  private static List<String> names(Xattrs xattrs) throws ErrnoException {
    return xattrs.list().stream()
        .map(name -> new String(name, StandardCharsets.ISO_8859_1))
        .sorted()
        .toList();
  }

  @Test
  void namesAndValuesAreBytes() throws ErrnoException {
    try (Fd file = Descriptors.open(dir, "file", OpenFlags.O_PATH)) {
      Xattrs xattrs = Xattrs.of(file);
      byte[] name = "user.\u00ff\u00e9".getBytes(StandardCharsets.ISO_8859_1);
      byte[] value = new byte[256];
      for (int i = 0; i < value.length; i++) {
        value[i] = (byte) i;
      }
      xattrs.set(name, value);
      xattrs.set("user.é", new byte[0]);
      assertArrayEquals(value, xattrs.get(name).orElseThrow());
      assertArrayEquals(new byte[0], xattrs.get("user.é").orElseThrow());
      assertEquals(List.of("user.\u00c3\u00a9", "user.\u00ff\u00e9"), names(xattrs));
      assertTrue(xattrs.remove(name));
      assertFalse(xattrs.remove(name));
      assertEquals(Optional.empty(), xattrs.get(name));
    }
  }

  @Test
  void privilegedNamespacesWork() throws ErrnoException {
    try (Fd file = Descriptors.open(dir, "file", OpenFlags.O_RDONLY)) {
      Xattrs xattrs = Xattrs.of(file);
      xattrs.set("trusted.overlay.opaque", new byte[] {'y'});
      // cap_net_raw+ep of VFS_CAP_REVISION_2
      byte[] capability = {1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      xattrs.set("security.capability", capability);
      assertArrayEquals(capability, xattrs.get("security.capability").orElseThrow());
      assertEquals(List.of("security.capability", "trusted.overlay.opaque"), names(xattrs));
    }
  }

  @Test
  void aSymlinksOwnAttributesAreMeant() throws ErrnoException {
    Names.symlink("file", dir, "link");
    Xattrs link = Xattrs.of(dir, "link");
    link.set("trusted.link", new byte[] {1});
    assertEquals(List.of("trusted.link"), names(link));
    assertEquals(List.of(), names(Xattrs.of(dir, "file")));
    int flags = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;
    try (Fd open = Descriptors.open(dir, "link", flags)) {
      assertEquals(List.of("trusted.link"), names(Xattrs.of(open)));
    }
    ErrnoException e = assertThrows(ErrnoException.class, () -> link.set("user.x", new byte[] {1}));
    assertEquals(Errno.EPERM, e.errno());
    assertEquals(
        "lsetxattr(\""
            + dir.procPath()
            + "/link\", \"user.x\", \"\\1\", 1, 0):"
            + " EPERM (Operation not permitted)",
        e.getMessage());
    assertTrue(link.remove("trusted.link"));
  }

  @Test
  void aNameIsOneSingleName() {
    assertThrows(IllegalArgumentException.class, () -> Xattrs.of(dir, "a/b"));
    assertThrows(IllegalArgumentException.class, () -> Xattrs.of(dir, ".."));
    assertThrows(IllegalArgumentException.class, () -> Xattrs.of(dir, ""));
    assertThrows(IllegalArgumentException.class, () -> Xattrs.of(dir, "a\0b"));
  }

  @Test
  void errorsAreNamed() {
    Xattrs missing = Xattrs.of(dir, RawName.of("nope"));
    assertEquals(Errno.ENOENT, assertThrows(ErrnoException.class, missing::list).errno());
    Xattrs file = Xattrs.of(dir, "file");
    assertEquals(
        Errno.EOPNOTSUPP,
        assertThrows(ErrnoException.class, () -> file.set("bogus.x", new byte[1])).errno());
    assertEquals(
        Errno.ERANGE,
        assertThrows(ErrnoException.class, () -> file.set("user." + "x".repeat(300), new byte[1]))
            .errno());
  }
}
