package dev.davit.image.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.image.Tools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarWriterTest {

  @TempDir Path temp;

  private static TarEntry entry(EntryType type, RawPath name, RawPath link, Instant time) {
    return new TarEntry(name, type, link, 04751, 1, 2, time, 0, 0, List.of(), 0, 0, Map.of());
  }

  private static TarEntry file(RawPath name, long size, List<Segment> segments) {
    long stored = segments.stream().mapToLong(Segment::length).sum();
    return new TarEntry(
        name,
        EntryType.FILE,
        RawPath.ROOT,
        0644,
        0,
        0,
        Instant.EPOCH,
        size,
        stored,
        segments,
        0,
        0,
        Map.of());
  }

  private static byte[] archive(TarEntry entry, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(out)) {
      tar.begin(entry);
      tar.write(data, 0, data.length);
    }
    return out.toByteArray();
  }

  private static TarEntry roundTrip(TarEntry entry, byte[] data) throws IOException {
    TarReader reader = new TarReader(new ByteArrayInputStream(archive(entry, data)), "a.tar");
    TarEntry read = reader.next().orElseThrow();
    assertArrayEquals(data, reader.data().readAllBytes());
    assertTrue(reader.next().isEmpty());
    assertTrue(reader.endMarked());
    return read;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "with\nnewline",
        "caf\u00c3\u00a9",
        "invalid\u00ff\u00fe",
        "a/b c/d=e",
        "-dash",
        "tab\tand\u0001control"
      })
  void namesOfAnyBytesComeBack(String latin1) throws Exception {
    for (String name : List.of(latin1, "long/".repeat(60) + latin1, "x".repeat(255) + latin1)) {
      TarEntry entry =
          entry(EntryType.SYMLINK, new RawPath(name), new RawPath(name), Instant.EPOCH);
      assertEquals(entry, roundTrip(entry, new byte[0]));
    }
  }

  @Test
  void timesComeBackToTheNanosecond() throws Exception {
    for (Instant time :
        List.of(
            Instant.ofEpochSecond(1_700_000_000L, 123_456_789),
            Instant.ofEpochSecond(-2, 750_000_000),
            Instant.ofEpochSecond(-1, 1),
            Instant.ofEpochSecond(-5),
            Instant.ofEpochSecond(1L << 35, 5),
            Instant.EPOCH)) {
      TarEntry entry = entry(EntryType.FIFO, new RawPath("p"), RawPath.ROOT, time);
      assertEquals(time, roundTrip(entry, new byte[0]).modified());
    }
  }

  @Test
  void bigOwnersDevicesAndBinaryAttributesComeBack() throws Exception {
    TarEntry entry =
        new TarEntry(
            new RawPath("d"),
            EntryType.CHARACTER_DEVICE,
            RawPath.ROOT,
            01777,
            4_294_967_294L,
            2_097_152,
            Instant.EPOCH,
            0,
            0,
            List.of(),
            4095,
            1_048_575,
            Map.of("user.b", new byte[] {0, 1, '\n', -1, '='}, "user.a", new byte[0]));
    TarEntry read = roundTrip(entry, new byte[0]);
    assertEquals(4_294_967_294L, read.uid());
    assertEquals(2_097_152, read.gid());
    assertEquals(4095, read.deviceMajor());
    assertEquals(1_048_575, read.deviceMinor());
    assertArrayEquals(new byte[] {0, 1, '\n', -1, '='}, read.xattrs().get("user.b"));
  }

  @Test
  void holesComeBackAndGnuTarSeesThem() throws Exception {
    byte[] data = ("1".repeat(512) + "two").getBytes(StandardCharsets.US_ASCII);
    TarEntry entry =
        file(
            new RawPath("holes"),
            10_000_000,
            List.of(new Segment(4096, 512), new Segment(5_000_000, 3)));
    assertEquals(entry.segments(), roundTrip(entry, data).segments());
    Files.write(temp.resolve("a.tar"), archive(entry, data));
    Tools.sh(
        temp,
        "tar -xf a.tar; test $(stat -c %s holes) = 10000000; test $(stat -c %b holes) -lt 200;"
            + " test $(tail -c +5000001 holes | head -c 3) = two");
    TarEntry odd = file(new RawPath("odd"), 9, List.of(new Segment(0, 3), new Segment(5, 1)));
    assertThrows(IllegalArgumentException.class, () -> archive(odd, new byte[4]));
    TarEntry empty = file(new RawPath("empty"), 1 << 20, List.of());
    assertEquals(1 << 20, roundTrip(empty, new byte[0]).size());
  }

  @Test
  void gnuTarAndPythonReadWhatIsWritten() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(out)) {
      tar.begin(entry(EntryType.DIRECTORY, new RawPath("dir"), RawPath.ROOT, Instant.EPOCH));
      tar.begin(file(new RawPath("dir/" + "n".repeat(200)), 3, List.of(new Segment(0, 3))));
      tar.write("abc".getBytes(StandardCharsets.US_ASCII), 0, 3);
      tar.begin(
          entry(
              EntryType.HARD_LINK,
              new RawPath("dir/hard"),
              new RawPath("dir/" + "n".repeat(200)),
              Instant.EPOCH));
    }
    Files.write(temp.resolve("a.tar"), out.toByteArray());
    assertEquals("dir/\ndir/" + "n".repeat(200) + "\ndir/hard\n", Tools.sh(temp, "tar -tf a.tar"));
    Tools.sh(temp, "tar -xf a.tar; test dir/hard -ef dir/n*; test $(cat dir/hard) = abc");
    assertEquals(
        "3\n",
        Tools.sh(
            temp, "python3 -c 'import tarfile; print(len(tarfile.open(\"a.tar\").getnames()))'"));
  }

  @Test
  void anEntryWithTheWrongAmountOfDataIsADefectOfTheCaller() throws Exception {
    TarWriter tar = new TarWriter(new ByteArrayOutputStream());
    tar.begin(file(new RawPath("f"), 3, List.of(new Segment(0, 3))));
    assertThrows(IllegalStateException.class, () -> tar.write(new byte[4], 0, 4));
    assertThrows(IllegalStateException.class, tar::close);
  }

  @Test
  void listsOfAccessAreReadInEveryForm() {
    byte[] expected =
        AclText.toXattr("user::rw-,user:7:r--,group::r--,mask::r--,other::---", AclText.NONE).get();
    assertEquals(4 + 5 * 8, expected.length);
    for (String form :
        List.of(
            "u::rw-,u:7:r--,g::r--,m::r--,o::---",
            "other::---\nmask::r--\nuser:7:r\ngroup::r\nuser::rw # owner",
            "user::rw-,user:lp:r--:7,group::r--,mask::r--,other:---")) {
      assertArrayEquals(expected, AclText.toXattr(form, AclText.NONE).orElseThrow(), form);
    }
    for (String bad : List.of("", "user:lp:r--", "x::r--", "user::q", "user")) {
      assertTrue(AclText.toXattr(bad, AclText.NONE).isEmpty(), bad);
    }
  }
}
