package dev.davit.runtime.criu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UtsImageTest {

  /** Two magic numbers, 11 bytes, and the fields 1 "box" and 2 "none". */
  private static final String BOX = "1945565436103154" + "0b000000" + "0a03626f78" + "12046e6f6e65";

  @TempDir private Path images;

  @Test
  void changesTheNameAndKeepsTheDomain() throws IOException {
    Path image = Files.write(images.resolve("utsns-11.img"), HexFormat.of().parseHex(BOX));
    UtsImage.rename(images, "other");
    assertEquals(
        "1945565436103154" + "0d000000" + "0a056f74686572" + "12046e6f6e65",
        HexFormat.of().formatHex(Files.readAllBytes(image)));
  }

  @Test
  void refusesWhatIsNoImage() throws IOException {
    Files.write(images.resolve("utsns-11.img"), new byte[] {1, 2, 3});
    assertThrows(IOException.class, () -> UtsImage.rename(images, "other"));
  }
}
