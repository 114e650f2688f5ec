package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run", "ps", "kill", "rm", "inspect", "load", "import", "images", "tag", "rmi", "explain",
        "daemon", "version"
      })
  void helpsWithEveryVerb(String verb) {
    Outcome outcome = Outcome.of(verb, "--help");
    assertEquals(0, outcome.code());
    assertEquals("", outcome.err());
    assertTrue(outcome.out().startsWith("Usage: davit " + verb), outcome.out());
    assertTrue(outcome.out().contains("--root=DIR"), outcome.out());
    assertEquals(outcome.out(), Outcome.of("help", verb).out());
    assertTrue(
        outcome.out().lines().allMatch(l -> l.length() <= 100), () -> "wide:\n" + outcome.out());
    assertTrue(Outcome.of("--help").out().contains("\n  " + verb + " "));
  }

  @Test
  void knowsAllVerbsOfTheOverview() {
    assertEquals(25, Verbs.all().size());
