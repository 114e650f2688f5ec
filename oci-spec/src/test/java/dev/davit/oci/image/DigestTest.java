package dev.davit.oci.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String EMPTY =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void computesSha256() {
    assertEquals(EMPTY, Digest.sha256(new byte[0]).toString());
    assertEquals(
        "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        Digest.sha256("hello".getBytes(StandardCharsets.UTF_8)).toString());
    assertEquals("e3b0c44298fc", Digest.parse(EMPTY).shortHex());
  }

  @Test
  void readsSha512() {
    Digest digest = Digest.parse("sha512:" + "ab".repeat(64));
    assertEquals(Digest.Algorithm.SHA512, digest.algorithm());
    assertEquals("sha512:" + "ab".repeat(64), digest.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "sha256",
        "sha256:",
        "sha256:e3b0",
        "SHA256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:E3B0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:../44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855xx",
        "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
        " sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      })
  void refusesWhatItCouldNotVerify(String text) {
    assertThrows(IllegalArgumentException.class, () -> Digest.parse(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "md5:00 | digest 'md5:00': algorithm 'md5' is none of sha256, sha512",
        "sha256:00 | digest 'sha256:00': sha256 needs 64 lower-case hexadecimal digits",
        "abc | digest 'abc': no algorithm, as in sha256:…",
      })
  void saysWhatIsWrong(String text, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> Digest.parse(text)).getMessage());
  }
}
