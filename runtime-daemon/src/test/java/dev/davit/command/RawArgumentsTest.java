package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RawArgumentsTest {

  @Test
  void looksNoFurtherWhenNothingWasReplaced() {
    assertTrue(RawArguments.areUnderstood(new String[] {"run", "ü€😀"}));
  }

  @Test
  void noticesBytesThatWereReplaced() {
    byte[] latin = "java\0Main\0echo\0a\u00ffb\0".getBytes(StandardCharsets.ISO_8859_1);
    assertFalse(RawArguments.endsWith(latin, "echo", "a\uFFFDb"));
    assertFalse(RawArguments.areUnderstood(new String[] {"never written \uFFFD"}));
  }

  @Test
  void acceptsAReplacementCharacterThatWasWritten() {
    byte[] written = "java\0Main\0echo\0a\uFFFDb\0".getBytes(StandardCharsets.UTF_8);
    assertTrue(RawArguments.endsWith(written, "echo", "a\uFFFDb"));
  }
}
