package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DetachKeysTest {

  private static String typed(DetachKeys keys, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return new String(keys.filter(bytes, 0, bytes.length), StandardCharsets.US_ASCII);
  }

  @Test
  void sendsNothingOfTheKeysAndNothingAfterThem() {
    DetachKeys keys = DetachKeys.parse(DetachKeys.DEFAULT);
    assertEquals("ls", typed(keys, "ls\u0010"));
    assertFalse(keys.pressed());
    assertEquals("", typed(keys, "\u0011more"));
    assertTrue(keys.pressed());
  }

  @Test
  void sendsTheFirstKeyWhenAnotherFollows() {
    DetachKeys keys = DetachKeys.parse("ctrl-a,d");
    assertEquals("\u0001x\u0001", typed(keys, "\u0001x\u0001\u0001"));
    assertFalse(keys.pressed());
    assertEquals("", typed(keys, "d"));
    assertTrue(keys.pressed());
  }

  @Test
  void hasNoKeysIfNoneAreGiven() {
    assertEquals("\u0010\u0011", typed(DetachKeys.parse(""), "\u0010\u0011"));
    assertThrows(UsageException.class, () -> DetachKeys.parse("ctrl-p,,"));
  }
}
