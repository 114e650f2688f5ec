package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogPrinterTest {
  private static final String OLDER = "2026-01-01T00:00:01.000000001Z stdout F one\n";
  private static final String LOG =
      "2026-01-01T00:00:02.000000001Z stdout P tw\n"
          + "2026-01-01T00:00:03.000000001Z stdout F o\n"
          + "2026-01-01T00:00:04.000000001Z stderr F wrong\n"
          + "not an entry\n"
          + "2026-01-01T00:00:05.000000001Z stdout P prompt> \n";

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private void print(int tail, Optional<Instant> since, boolean timestamps) throws Exception {
    Files.writeString(directory.resolve("log.1"), OLDER);
    Files.writeString(directory.resolve("log"), LOG);
    new LogReader(directory.resolve("log"))
        .existing(
            tail,
            since,
            new LogPrinter(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                since,
                timestamps));
  }

  @Test
  void joinsThePartsOfLinesAndGoesOnFromTheOlderFile() throws Exception {
    print(Integer.MAX_VALUE, Optional.empty(), false);
    assertEquals("one\ntwo\nprompt> ", out.toString(StandardCharsets.UTF_8));
    assertEquals("wrong\n", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void printsTheLastLinesWithTheirTimes() throws Exception {
    print(3, Optional.empty(), true);
    assertEquals(
        "2026-01-01T00:00:02.000000001Z two\n2026-01-01T00:00:05.000000001Z prompt> ",
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void printsWhatCameSince() throws Exception {
    print(Integer.MAX_VALUE, Optional.of(Instant.parse("2026-01-01T00:00:04Z")), false);
    assertEquals("prompt> ", out.toString(StandardCharsets.UTF_8));
    assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("wrong"));
  }
}
