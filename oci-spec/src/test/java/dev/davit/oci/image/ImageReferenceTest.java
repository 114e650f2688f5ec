package dev.davit.oci.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource({
    "debian, docker.io/library/debian:latest, debian:latest",
    "debian:12, docker.io/library/debian:12, debian:12",
    "library/debian, docker.io/library/debian:latest, debian:latest",
    "docker.io/debian, docker.io/library/debian:latest, debian:latest",
    "index.docker.io/library/debian, docker.io/library/debian:latest, debian:latest",
    "bitnami/redis:7, docker.io/bitnami/redis:7, bitnami/redis:7",
    "docker.io/library/a/b, docker.io/library/a/b:latest, docker.io/library/a/b:latest",
    "quay.io/podman/hello, quay.io/podman/hello:latest, quay.io/podman/hello:latest",
    "localhost/a, localhost/a:latest, localhost/a:latest",
    "localhost:5000/a/b/c:t, localhost:5000/a/b/c:t, localhost:5000/a/b/c:t",
    "localhost, docker.io/library/localhost:latest, localhost:latest",
    "Registry/a, Registry/a:latest, Registry/a:latest",
    "registry:5000/a, registry:5000/a:latest, registry:5000/a:latest",
    "registry:5000, docker.io/library/registry:5000, registry:5000",
    "127.0.0.1:1/a_b/c__d/e-f.g, 127.0.0.1:1/a_b/c__d/e-f.g:latest, 127.0.0.1:1/a_b/c__d/e-f.g:latest",
    "[::1]:5000/a, [::1]:5000/a:latest, [::1]:5000/a:latest",
    "a---b, docker.io/library/a---b:latest, a---b:latest",
    "library/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, docker.io/library/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef:latest, docker.io/library/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef:latest",
    "a:_T.x-9, docker.io/library/a:_T.x-9, a:_T.x-9",
  })
  void completesAndShortensNames(String text, String complete, String familiar) {
    ImageReference reference = ImageReference.parse(text);
    assertEquals(complete, reference.toString());
    assertEquals(familiar, reference.familiar());
    assertEquals(reference, ImageReference.parse(complete));
    assertEquals(reference, ImageReference.parse(familiar));
  }

  @Test
  void aDigestStandsAloneOrBesideATag() {
    ImageReference alone = ImageReference.parse("debian@sha256:" + HEX);
    assertTrue(alone.tag().isEmpty());
    assertEquals("docker.io/library/debian@sha256:" + HEX, alone.toString());
    ImageReference both = ImageReference.parse("debian:12@sha256:" + HEX);
    assertEquals("12", both.tag().orElseThrow());
    assertEquals("debian:12@sha256:" + HEX, both.familiar());
    assertEquals(both, ImageReference.parse("debian:12").withDigest(both.digest().orElseThrow()));
    assertEquals("debian:13", both.withTag("13").familiar());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":",
        "@",
        "a:",
        ":tag",
        "/a",
        "a/",
        "a//b",
        "A",
        "a/B",
        "quay.io/",
        "-a",
        "a-",
        "a..b",
        "a___b",
        "a b",
        "a:b c",
        "a:-t",
        "a:.t",
        "../a",
        "a/../b",
        "a@sha256:00",
        "a@md5:d41d8cd98f00b204e9800998ecf8427e",
        "a@",
        "a\n",
        "a:t\n",
        "quay.io:x/a",
        "http://quay.io/a",
        "a:t:u",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
      })
  void refusesWhatIsNoReference(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ImageReference.parse(text));
    assertTrue(e.getMessage().startsWith("image reference '"), e.getMessage());
  }

  @Test
  void limitsTheLengths() {
    String longest = "a".repeat(255 - "docker.io/library/".length());
    assertEquals(longest, ImageReference.parse(longest).familiarName());
    assertThrows(IllegalArgumentException.class, () -> ImageReference.parse(longest + "a"));
    assertThrows(
        IllegalArgumentException.class, () -> ImageReference.parse("a:" + "t".repeat(129)));
    assertThrows(
        IllegalArgumentException.class, () -> ImageReference.parse("a/".repeat(1_000_000)));
  }

  @Test
  void onlyEverRefusesWithItsOwnException() {
    Random random = new Random(7);
    String alphabet = "aB0.-_/:@[]\n é";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(20); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        ImageReference reference = ImageReference.parse(text.toString());
        assertEquals(reference, ImageReference.parse(reference.toString()));
        assertEquals(reference, ImageReference.parse(reference.familiar()));
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().startsWith("image reference '"), e.getMessage());
      }
    }
  }
}
