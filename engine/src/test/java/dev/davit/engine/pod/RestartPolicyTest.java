package dev.davit.engine.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartPolicyTest {

  @ParameterizedTest
  @CsvSource({
    // policy, exit code, stopped, restarts, beginning, wanted
    "no, 1, false, 0, true, false",
    "always, 0, false, 99, false, true",
    "always, 0, true, 0, false, false",
    "always, 0, true, 0, true, true",
    "unless-stopped, 0, false, 0, false, true",
    "unless-stopped, 0, true, 0, true, false",
    "on-failure, 0, false, 0, false, false",
    "on-failure, 3, false, 99, false, true",
    "on-failure, 143, true, 0, true, false",
    "on-failure:2, 3, false, 1, false, true",
    "on-failure:2, 3, false, 2, false, false"
  })
  void wantsWhatItSays(
      String policy, int code, boolean stopped, int restarts, boolean beginning, boolean wanted) {
    assertEquals(wanted, RestartPolicy.parse(policy).wants(code, stopped, restarts, beginning));
  }

  @Test
  void refusesOtherWords() {
    for (String text : new String[] {"", "Always", "on-failure:", "on-failure:0", "always:3"}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> RestartPolicy.parse(text), text);
      assertTrue(e.getMessage().contains("unless-stopped"), e.getMessage());
    }
  }
}
