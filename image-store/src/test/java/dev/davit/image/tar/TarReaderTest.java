package dev.davit.image.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.ImageException;
import dev.davit.image.Tools;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTest {

  @TempDir Path temp;

  private static List<TarEntry> read(byte[] archive) throws IOException {
    TarReader tar = new TarReader(new ByteArrayInputStream(archive), "a.tar");
    List<TarEntry> entries = new ArrayList<>();
    for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
      entries.add(entry.get());
    }
    return entries;
  }

  private static String problem(byte[] archive) {
    return assertThrows(ImageException.Malformed.class, () -> read(archive)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "pax", "oldgnu"})
  void readsWhatGnuTarWrites(String format) throws Exception {
    String longName = "d".repeat(90) + "/" + "n".repeat(200);
    Path tree = Files.createDirectory(temp.resolve("tree"));
    Files.createDirectories(tree.resolve(longName).getParent());
    Files.writeString(tree.resolve(longName), "long\n");
    Files.createSymbolicLink(tree.resolve("link"), Path.of("t".repeat(180)));
    Tools.sh(
        tree,
        "touch -d @1234567890.987654321 "
            + longName
            + "; tar --format="
            + format
            + " --owner=3000000 --group=7 --sort=name -cf ../a.tar .");
    List<TarEntry> entries = read(Files.readAllBytes(temp.resolve("a.tar")));
    assertEquals(
        List.of(EntryType.DIRECTORY, EntryType.DIRECTORY, EntryType.FILE, EntryType.SYMLINK),
        entries.stream().map(TarEntry::type).toList());
    TarEntry file = entries.get(2);
    assertEquals("./" + longName, file.name().toString());
    assertEquals(3_000_000, file.uid());
    assertEquals(7, file.gid());
    assertEquals(5, file.size());
    assertEquals(
        Instant.ofEpochSecond(1234567890, format.equals("pax") ? 987654321 : 0), file.modified());
    assertEquals("t".repeat(180), entries.get(3).linkName().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--format=gnu",
        "--format=pax --sparse-version=0.0",
        "--format=pax --sparse-version=0.1",
        "--format=pax --sparse-version=1.0"
      })
  void findsTheHolesOfSparseFiles(String format) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(temp.resolve("holes").toFile(), "rw")) {
      for (int i = 0; i < 60; i++) {
        file.seek(i * 1_000_000L);
        file.write(("data " + i).getBytes(StandardCharsets.US_ASCII));
      }
      file.setLength(100_000_000);
    }
    Tools.sh(temp, "tar -S " + format + " -cf a.tar holes");
    TarReader tar = new TarReader(Files.newInputStream(temp.resolve("a.tar")), "a.tar");
    TarEntry entry = tar.next().orElseThrow();
    assertEquals("holes", entry.name().toString());
    assertEquals(100_000_000, entry.size());
    assertTrue(entry.stored() < 1_000_000, "stored " + entry.stored());
    byte[] expected = new byte[(int) entry.size()];
    byte[] data = tar.data().readAllBytes();
    int at = 0;
    for (Segment segment : entry.segments()) {
      System.arraycopy(data, at, expected, (int) segment.offset(), (int) segment.length());
      at += (int) segment.length();
    }
    assertEquals(data.length, at);
    assertArrayEquals(Files.readAllBytes(temp.resolve("holes")), expected);
    assertEquals(Optional.empty(), tar.next());
    assertTrue(tar.endMarked());
  }

  @Test
  void keepsAttributesAndNamesThatAreNotUtf8() throws Exception {
    String value = "\001\000\000\002\000\040\377\200=\n";
    byte[] archive =
        new RawTar()
            .pax(
                "SCHILY.xattr.security.capability",
                value,
                "SCHILY.xattr.user.empty",
                "",
                "path",
                "caf\351/\n")
            .file("x", "")
            .end();
    TarEntry entry = read(archive).get(0);
    assertEquals("caf\351/\n", entry.name().latin1());
    assertEquals("caf\\xe9/\\x0a", entry.name().toString());
    Map<String, byte[]> xattrs = entry.xattrs();
    assertArrayEquals(
        value.getBytes(StandardCharsets.ISO_8859_1), xattrs.get("security.capability"));
    assertArrayEquals(new byte[0], xattrs.get("user.empty"));
  }

  @Test
  void readsWhatCommonsCompressWritesAndReads() throws Exception {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(bytes, "UTF-8")) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      out.setAddPaxHeadersForNonAsciiNames(true);
      for (String name : List.of("short", "n".repeat(150), "d/" + "é".repeat(90), "dir/")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(name.endsWith("/") ? 0 : name.length());
        entry.setIds(1 << 24, 1 << 25);
        entry.setMode(04711);
        entry.setModTime(
            java.nio.file.attribute.FileTime.from(Instant.ofEpochSecond(-7, 125_000_000)));
        out.putArchiveEntry(entry);
        if (!entry.isDirectory()) {
          out.write(new byte[name.length()]);
        }
        out.closeArchiveEntry();
      }
    }
    List<TarEntry> entries = read(bytes.toByteArray());
    try (TarArchiveInputStream oracle =
        new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()), "UTF-8")) {
      for (TarEntry entry : entries) {
        TarArchiveEntry expected = oracle.getNextEntry();
        assertEquals(expected.getName(), entry.name().toString());
        assertEquals(expected.getSize(), entry.size());
        assertEquals(expected.getLongUserId(), entry.uid());
        assertEquals(expected.getLongGroupId(), entry.gid());
        assertEquals(expected.getMode() & 07777, entry.mode());
        assertEquals(expected.getLastModifiedTime().toInstant(), entry.modified());
        assertEquals(expected.isDirectory(), entry.type() == EntryType.DIRECTORY);
      }
    }
    assertEquals(4, entries.size());
  }

  @Test
  void saysWhereAnArchiveWasCut() {
    byte[] archive = new RawTar().file("usr/bin/x", "y".repeat(1000)).cut();
    assertEquals(
        "a.tar: truncated at byte 912 of entry usr/bin/x: 600 bytes missing",
        problem(java.util.Arrays.copyOf(archive, 912)));
    assertEquals(
        "a.tar: no archive, or truncated: only 100 bytes, less than one header",
        problem(java.util.Arrays.copyOf(archive, 100)));
  }

  @Test
  void tellsAnArchiveWithoutEndMarker() throws Exception {
    TarReader tar =
        new TarReader(new ByteArrayInputStream(new RawTar().directory("d").cut()), "a.tar");
    tar.next();
    assertEquals(Optional.empty(), tar.next());
    assertFalse(tar.endMarked());
  }

  @Test
  void refusesWhatIsNoArchive() {
    assertEquals(
        "a.tar: no tar header at byte 0",
        problem("x".repeat(2000).getBytes(StandardCharsets.US_ASCII)));
    byte[] flipped = new RawTar().file("x", "").end();
    flipped[5] ^= 1;
    assertEquals("a.tar: no tar header at byte 0", problem(flipped));
  }

  @Test
  void refusesAbsurdHeaders() {
    assertEquals(
        "a.tar: extended header of 8589934591 bytes: more than 1048576 are refused",
        problem(new RawTar().entry('L', "x", "", new byte[0], 0777_7777_7777L).cut()));
    assertEquals(
        "a.tar: entry x: size is missing or negative",
        problem(new RawTar().pax("size", "-1").file("x", "").end()));
    assertEquals(
        "a.tar: entry x: extended header: size: not a number: 1e9",
        problem(new RawTar().pax("size", "1e9").file("x", "").end()));
    assertEquals(
        "a.tar: entry x: uid 4294967295 is outside of 0 to 4294967294",
        problem(new RawTar().pax("uid", "4294967295").file("x", "").end()));
    assertEquals(
        "a.tar: extended header: bad record length at byte 0",
        problem(new RawTar().entry('x', "p", "", "999 a=b\n").file("x", "").end()));
    assertEquals(
        "a.tar: entry x: extended header: mtime: not a time: 1e999999999",
        problem(new RawTar().pax("mtime", "1e999999999").file("x", "").end()));
    assertEquals(
        "a.tar: entry x: name contains a NUL byte",
        problem(new RawTar().pax("linkpath", "a\0b").symlink("x", "y").end()));
    assertEquals(
        "a.tar: entry x: type 'M' is not supported in image layers",
        problem(new RawTar().entry('M', "x", "", "").end()));
    assertEquals(
        "a.tar: extended header without an entry", problem(new RawTar().pax("path", "x").end()));
    assertEquals(
        "a.tar: global extended header: path for all entries makes no sense",
        problem(new RawTar().entry('g', "p", "", RawTar.record("path", "x")).file("x", "").end()));
  }

  @Test
  void refusesSparseMapsThatLie() {
    String[] maps = {
      "0,10,5,10", "10,-1", "0,9223372036854775807,1,9223372036854775807", "0,4", "0,3,1", "a,b"
    };
    for (String map : maps) {
      String problem =
          problem(
              new RawTar()
                  .pax("GNU.sparse.map", map, "GNU.sparse.size", "20")
                  .file("x", "abc")
                  .end());
      assertTrue(problem.contains("sparse map") || problem.contains("GNU.sparse.map"), problem);
    }
    assertEquals(
        "a.tar: entry x: sparse map: ends at 3, behind the file's end 2",
        problem(
            new RawTar()
                .pax("GNU.sparse.map", "0,3", "GNU.sparse.size", "2")
                .file("x", "abc")
                .end()));
    assertEquals(
        "a.tar: entry x: sparse map: not a number",
        problem(
            new RawTar()
                .pax("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.realsize", "9")
                .file("x", "zz")
                .end()));
  }

  @Test
  void appliesGlobalHeadersUnderTheEntrysOwn() throws Exception {
    List<TarEntry> entries =
        read(
            new RawTar()
                .entry('g', "g", "", RawTar.record("uid", "5") + RawTar.record("mtime", "-1.5"))
                .file("a", "")
                .pax("uid", "6")
                .file("b", "")
                .end());
    assertEquals(5, entries.get(0).uid());
    assertEquals(Instant.ofEpochSecond(-2, 500_000_000), entries.get(0).modified());
    assertEquals(6, entries.get(1).uid());
  }

  @Test
  void survivesRandomDamage() throws Exception {
    byte[] archive =
        new RawTar()
            .directory("d/")
            .pax("path", "long", "SCHILY.xattr.user.a", "b", "mtime", "1.5")
            .file("d/f", "content".repeat(200))
            .symlink("s", "d")
            .link("h", "d/f")
            .pax("GNU.sparse.map", "0,3", "GNU.sparse.size", "20")
            .file("x", "abc")
            .end();
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < 4_000; i++) {
      byte[] damaged = archive.clone();
      int header = random.nextInt(damaged.length / 512) * 512;
      for (int k = random.nextInt(4); k >= 0; k--) {
        damaged[Math.min(damaged.length - 1, header + random.nextInt(512))] =
            (byte) random.nextInt(256);
      }
      if (random.nextBoolean() && header < damaged.length) {
        byte[] block = java.util.Arrays.copyOfRange(damaged, header, header + 512);
        System.arraycopy(RawTar.sign(block), 0, damaged, header, 512);
      }
      try {
        read(
            random.nextInt(3) == 0
                ? java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length))
                : damaged);
      } catch (ImageException.Malformed expected) {
        assertTrue(expected.getMessage().startsWith("a.tar: "));
      }
    }
  }
}
