package dev.davit.oci.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

  /** One of each kind of component. */
  record Sample(
      String text,
      boolean flag,
      @Required boolean allow,
      int small,
      long wide,
      @Unsigned(32) long id,
      Optional<@Unsigned(64) Long> big,
      List<@Unsigned(16) Long> shorts,
      Map<String, Color> colors,
      Optional<Inner> inner,
      Map<String, Object> unknown) {}

  /** A nested record. */
  record Inner(@Name("the-name") String name, Map<String, Object> unknown) {}

  /** A closed set. */
  public enum Color {
    @Name("r")
    RED,
    BLUE
  }

  private static final String MINIMAL =
      "\"text\":\"t\",\"allow\":false,\"small\":1,\"wide\":2,\"id\":3";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | $: malformed json: the text ends in the middle, line 1 column 1",
        "{ | $: malformed json: the text ends in the middle, line 1 column 2",
        "{'a':1} | $: malformed json, line 1 column 3",
        "[] | $: must be an object, not an array",
        "null | $: must be an object, not null",
        "{M,} | $: malformed json, line 1 column 54",
        "{M} x | $: more text after the end of the document, line 1 column 55",
        "{M}{} | $: more text after the end of the document, line 1 column 54",
        "{M,\"small\":1} | $.small: duplicate key",
        "{M,\"new\":{\"x y\":1,\"x y\":2}} | $.new[\"x y\"]: duplicate key",
        "{M,\"big\":-1} | $.big: -1 is not within 0 and 18446744073709551615",
        "{M,\"big\":18446744073709551616} | $.big: 18446744073709551616 is not within 0 and 18446744073709551615",
        "{M,\"big\":1.0} | $.big: must be an integer, not the number 1.0",
        "{M,\"big\":1e3} | $.big: must be an integer, not the number 1E+3",
        "{M,\"big\":\"1\"} | $.big: must be an integer, not a string",
        "{M,\"shorts\":[1,65536,null]} | $.shorts[1]: 65536 is not within 0 and 65535; $.shorts[2]: must be a value, not null",
        "{M,\"shorts\":{}} | $.shorts: must be an array, not an object",
        "{M,\"colors\":{\"a\":\"r\",\"b\":\"RED\"}} | $.colors.b: unknown value \"RED\", not one of r, BLUE",
        "{M,\"inner\":{}} | $.inner.the-name: missing",
        "{M,\"inner\":{\"the-name\":\"a\\u0000b\"}} | $.inner.the-name: contains a NUL character",
        "{M,\"inner\":{\"the-name\":\"S\"}} | $: malformed json, line 1 column 76",
        "{M,\"flag\":\"true\"} | $.flag: must be true or false, not a string",
        "{M,\"flag\":1e99999999999} | $.flag: number out of range",
        "{\"text\":null,\"small\":2147483648,\"id\":4294967296} | $.text: missing; $.allow: missing; $.small: 2147483648 is not within -2147483648 and 2147483647; $.wide: missing; $.id: 4294967296 is not within 0 and 4294967295",
      })
  void namesEveryProblemWithItsPath(String json, String problems) {
    String text = json.replace("M", MINIMAL).replace("S", "\ud800");
    SpecException e =
        assertThrows(SpecException.class, () -> Json.parse(Sample.class, "sample", text));
    String expected = problems.replace("$.inner.the-name", "$.inner[\"the-name\"]");
    List<String> actual = e.problems().stream().map(Problem::toString).toList();
    // a value that could not be read is reported under its own problem first
    assertEquals(List.of(expected.split("; ")), actual.subList(0, expected.split("; ").length));
  }

  @Test
  void readsAndWritesEveryKind() {
    String text =
        "{\"text\":\"t\",\"flag\":true,\"allow\":false,\"small\":-1,\"wide\":-9223372036854775808,"
            + "\"id\":4294967295,\"big\":18446744073709551615,\"shorts\":[0,65535],"
            + "\"colors\":{\"x\":\"r\"},\"inner\":{\"the-name\":\"n\",\"more\":[null,1.50,{}]},"
            + "\"other\":12345678901234567890123}";
    Sample sample = Json.parse(Sample.class, "sample", text);
    assertEquals(Optional.of(-1L), sample.big());
    assertEquals(0xffffffffL, sample.id());
    assertEquals(Map.of("x", Color.RED), sample.colors());
    assertEquals(text, Json.write(sample));
  }

  @Test
  void omitsWhatIsAbsentAnyway() {
    String text = "{" + MINIMAL + "}";
    String withNothings =
        "{" + MINIMAL + ",\"flag\":false,\"big\":null,\"shorts\":[],\"colors\":{},\"inner\":null}";
    assertEquals(text, Json.write(Json.parse(Sample.class, "sample", text)));
    assertEquals(text, Json.write(Json.parse(Sample.class, "sample", withNothings)));
  }

  @Test
  void refusesDocumentsThatWouldOverflowTheStack() {
    String deep = "[".repeat(100_000);
    assertThrows(SpecException.class, () -> Json.parse(Sample.class, "sample", deep));
    String longNumber = "{" + MINIMAL + ",\"x\":" + "9".repeat(101) + "}";
    SpecException e =
        assertThrows(SpecException.class, () -> Json.parse(Sample.class, "sample", longNumber));
    assertEquals("sample: $.x: number of 101 characters", e.getMessage());
  }

  @Test
  void showsForeignTextWithoutControlCharacters() {
    String text = "{" + MINIMAL + ",\"colors\":{\"\\u001b[31m\":\"\\n\\u202e\"}}";
    SpecException e =
        assertThrows(SpecException.class, () -> Json.parse(Sample.class, "sample", text));
    assertTrue(
        e.getMessage()
            .startsWith("sample: $.colors[\"\\u001b[31m\"]: unknown value \"\\u000a\\u202e\""),
        e.getMessage());
  }
}
