package dev.davit.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void takesTheMiddleOfTheRuns() {
    Sample sample = Sample.of("x", new long[] {9_000_000, 1_000_000, 2_000_000});
    assertEquals(2.0, sample.medianMs());
    assertEquals(1.0, sample.quantileMs(0));
    assertEquals(9.0, sample.quantileMs(1));
  }

  @Test
  void readsWhatAProgramHasPrinted() {
    assertEquals(1.5, Sample.parse("x", List.of("1500000")).medianMs());
  }

  @Test
  void refusesNoRunsAtAll() {
    assertThrows(IllegalArgumentException.class, () -> Sample.parse("nothing", List.of()));
  }
}
