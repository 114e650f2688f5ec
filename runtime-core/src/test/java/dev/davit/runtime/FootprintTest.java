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
  void takesWhatIsLessThanTheJvmWavers() {
    assertEquals(List.of(), growth(100, 115, 126, 128, 129, 129, 129, 133, 129, 129, 143));
  }

  @Test
  void findsWhatStaysBehind() {
    assertEquals(
        List.of("exec: 131072 KiB resident became 163840"),
        growth(100, 110, 120, 128, 127, 130, 135, 140, 150, 155, 160));
  }
}
