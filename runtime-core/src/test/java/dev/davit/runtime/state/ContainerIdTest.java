package dev.davit.runtime.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "web-1", "_x", "+y", "-z", "A.b.c", "0", "a+b_c-d.e"})
  void takesWhatTheGrammarAllows(String text) {
    assertEquals(text, new ContainerId(text).toString());
    assertTrue(ContainerId.isValid(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "a b", "ä", "a\n", "a\u0000b", "a:b"})
  void refusesWhatCouldBeAPathOrAnOption(String text) {
    assertThrows(IllegalArgumentException.class, () -> new ContainerId(text));
    assertFalse(ContainerId.isValid(text));
  }

  @Test
  void saysHowLongANameMayBe() {
    new ContainerId("x".repeat(200));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new ContainerId("x".repeat(300)));
    assertEquals(
        "container id xxxxxxxxxxxxxxxxxxxx…: 300 characters, at most 200 are allowed",
        e.getMessage());
  }

  @Test
  void printsControlCharactersAsEscapes() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new ContainerId("a\u001b[31m"));
    assertEquals(
        "container id \"a\\u001b[31m\": does not match [a-zA-Z0-9_+-][a-zA-Z0-9_+.-]*",
        e.getMessage());
  }
}
