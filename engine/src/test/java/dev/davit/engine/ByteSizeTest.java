package dev.davit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1048576, 1048576",
    "512b, 512",
    "512k, 524288",
    "64m, 67108864",
    "64M, 67108864",
    "64MB, 67108864",
    "64MiB, 67108864",
    "1.5g, 1610612736",
    "2t, 2199023255552"
  })
  void readsPowersOf1024(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse("memory", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "64q", "-1", "1.2.3m", "64 mm", "9999999999g", "ib", "0x10"})
  void refusesWhatIsNoAmountAndShowsOne(String text) {
    OptionException e = assertThrows(OptionException.class, () -> ByteSize.parse("--memory", text));
    assertEquals(
        "--memory: not an amount of bytes: \""
            + text
            + "\": write a number and b, k, m, g or t, such as 64m",
        e.getMessage());
    assertEquals("--memory", e.option());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0B",
    "999, 999B",
    "1000, 1.00kB",
    "9994, 9.99kB",
    "9996, 10.0kB",
    "124300000, 124MB",
    "999600, 1.00MB",
    "7050000, 7.05MB",
    "1500000000, 1.50GB"
  })
  void printsThreeDigits(long bytes, String text) {
    assertEquals(text, ByteSize.human(bytes));
  }

  @Test
  void keepsExactNumbersThatADoubleCannotHold() {
    assertEquals(9007199254740993L, ByteSize.parse("memory", "9007199254740993"));
  }
}
