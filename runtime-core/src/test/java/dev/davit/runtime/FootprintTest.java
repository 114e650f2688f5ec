package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FootprintTest {

  private static List<String> growth(long... resident) {
    List<Footprint> prints = new ArrayList<>();
    for (long mib : resident) {
      prints.add(new Footprint(10, 5, 6000, mib << 10));
    }
    return Footprint.Course.growth("exec", 10_000, prints);
  }

  @Test
  void takesWhatTheCompilerBorrowsForNoGrowth() {
    assertEquals(List.of(), growth(100, 133, 130, 130, 130, 130, 146, 130, 161, 130, 167));
    assertEquals(List.of(), growth(100, 255, 127, 237, 126, 126, 130, 130, 153, 132, 131));
  }

  @Test
  void findsWhatStaysBehindABorrowedMoment() {
    assertEquals(
        List.of("exec: 130048 KiB resident became 153600"),
        growth(100, 110, 120, 237, 127, 130, 135, 140, 150, 155, 160));
  }
}
