package dev.davit.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
  @ParameterizedTest
  @CsvSource({
    "TERM,15",
    "SIGTERM,15",
    "sigterm,15",
    "15,15",
    "kill,9",
    "RTMIN,34",
    "RTMIN+3,37",
    "SIGRTMIN+30,64",
    "RTMAX,64",
    "RTMAX-1,63",
    "IOT,6",
    "CLD,17",
    "POLL,29",
    "64,64",
    "SYS,31"
  })
  void readsNamesAndNumbers(String text, int number) {
    assertEquals(number, Signal.parse(text).number());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "65",
        "-1",
        "SIG",
        "TERMM",
        "RTMIN+31",
        "RTMAX-31",
        "RTMIN-1",
        "RTMIN+",
        "1e1",
        "99999999999",
        "SIGSIGTERM",
        "RTMIDDLE+1"
      })
  void refusesWhatIsNone(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Signal.parse(text));
    assertEquals(text + ": no such signal", e.getMessage());
  }

  @Test
  void namesReadBackToTheSameNumber() {
    for (int number = 1; number <= 64; number++) {
      Signal signal = new Signal(number);
      if (number != 32 && number != 33) {
        assertEquals(signal, Signal.parse(signal.name()));
      }
    }
    assertEquals("SIGRTMIN+3", new Signal(37).toString());
  }
}
