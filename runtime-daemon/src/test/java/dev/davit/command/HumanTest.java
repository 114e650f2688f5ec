package dev.davit.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.davit.engine.ContainerInfo.Status;
import dev.davit.runtime.state.ExitStatus;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {

  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "-5, 0 seconds ago",
    "1, 1 second ago",
    "59, 59 seconds ago",
    "60, 1 minute ago",
    "3599, 59 minutes ago",
    "3600, 1 hour ago",
    "172799, 47 hours ago",
    "172800, 2 days ago",
    "1209600, 2 weeks ago",
    "5184000, 2 months ago",
    "63072000, 2 years ago"
  })
  void saysTimesInTheirLargestUnit(long secondsAgo, String text) {
    assertEquals(text, Human.ago(NOW.minusSeconds(secondsAgo), NOW));
  }

  @Test
  void saysHowAContainerEnded() {
    Instant then = NOW.minusSeconds(7200);
    assertEquals("running for 2 hours", PsVerb.status(new Status.Running(7, then, false), NOW));
    assertEquals(
        "running for 2 hours (paused)", PsVerb.status(new Status.Running(7, then, true), NOW));
    assertEquals(
        "exited (137, out of memory) 2 hours ago",
        PsVerb.status(
            new Status.Exited(
                Optional.of(then), Optional.of(new ExitStatus.Signaled(9, false)), true),
            NOW));
    assertEquals(
        "exited (unknown)",
        PsVerb.status(new Status.Exited(Optional.empty(), Optional.empty(), false), NOW));
    assertEquals("creating", PsVerb.status(new Status.Creating(), NOW));
  }
}
