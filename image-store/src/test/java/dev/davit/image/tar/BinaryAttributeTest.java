package dev.davit.image.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

/** Why layers are not read by commons-compress: docs/adr/0007. */
class BinaryAttributeTest {
  /** {@code struct vfs_ns_cap_data} of cap_net_raw+ep: not UTF-8. */
  private static final byte[] CAPABILITY = {
    1, 0, 0, 2, (byte) 0x80, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    byte[] key = " SCHILY.xattr.security.capability=".getBytes(StandardCharsets.UTF_8);
    int length = 2 + key.length + CAPABILITY.length + 1;
    record.write(Integer.toString(length).getBytes(StandardCharsets.UTF_8));
    record.write(key);
    record.write(CAPABILITY);
    record.write('\n');
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(archive)) {
      TarArchiveEntry extended = new TarArchiveEntry("pax", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
      extended.setSize(record.size());
      tar.putArchiveEntry(extended);
      tar.write(record.toByteArray());
      tar.closeArchiveEntry();
      tar.putArchiveEntry(new TarArchiveEntry("ping"));
      tar.closeArchiveEntry();
    }
    return archive.toByteArray();
  }

  @Test
  void ourReaderKeepsABinaryValue() throws IOException {
    TarEntry entry =
        new TarReader(new ByteArrayInputStream(archive()), "test.tar").next().orElseThrow();
    assertArrayEquals(CAPABILITY, entry.xattrs().get("security.capability"));
  }

  @Test
  void commonsCompressLosesABinaryValue() throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(archive()))) {
      String value = tar.getNextEntry().getExtraPaxHeader("SCHILY.xattr.security.capability");
      assertFalse(Arrays.equals(CAPABILITY, value.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
