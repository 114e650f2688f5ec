package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Makes the same calls of runc and of {@code davit-oci}, good ones and bad ones, and compares exit
 * codes, outputs, files, states and limits; and of crun, to compare what they do. The calls and the
 * differences that are meant, with their reasons, are in {@code peers/calls.txt}.
 *
 * <p>{@code -Ddavit.comparison=N} makes all of them if N is more than 100; without it a few.
 */
@Needs({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CRUN, Need.CGROUP2})
@OnOneJava
class CommandLineComparisonTest {

  private static final boolean ALL = Integer.getInteger("davit.comparison", 0) > 100;
  private static final String ONLY = System.getProperty("davit.comparison.calls", "");

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /** What crun has as well, with the same words behind it, so far as it has been compared. */
  private static final Set<String> OF_CRUN = Set.of("state", "list", "ps", "kill");

  /**
   * A line of the table.
   *
   * @param text as it is written
   * @param words of the command line
   * @param input for its standard input
   * @param reason why the answers differ from runc's; empty if they must not
   * @param crun why the effects differ from crun's; empty if they must not
   */
  private record Call(String text, List<String> words, String input, String reason, String crun) {

    static Call of(String line) {
      String text = line.startsWith("+") ? line.substring(1) : line;
      String[] crun = text.split(" % ", 2);
      String[] reason = crun[0].split(" ! ", 2);
      String[] input = reason[0].split(" << ", 2);
      List<String> words = new ArrayList<>();
      Matcher matcher = WORD.matcher(input[0]);
      while (matcher.find()) {
        words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
      }
      return new Call(text, words, rest(input), rest(reason), rest(crun));
    }
  }

  private static String rest(String[] parts) {
    return parts.length > 1 ? parts[1] : "";
  }

  private static List<Call> calls() throws IOException {
    try (InputStream in = CommandLineComparisonTest.class.getResourceAsStream("/peers/calls.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .filter(line -> ALL || !ONLY.isEmpty() || line.startsWith("+"))
          .map(Call::of)
          .filter(call -> call.text().contains(ONLY))
          .toList();
    }
  }

  @Test
  void answersAsRuncDoes() throws Exception {
    try (CommandLine runc = CommandLine.ofRunc();
        CommandLine davit = CommandLine.ofDavit()) {
      compare(
          calls(),
          call -> runc.answer(call.words(), call.input()),
          call -> davit.answer(call.words(), call.input()),
          Call::reason);
    }
  }

  /**
   * Its texts are its own: compared is what succeeds, and what becomes of containers and limits.
   */
  @Test
  void doesWhatCrunDoes() throws Exception {
    List<Call> both =
        calls().stream().filter(call -> OF_CRUN.contains(call.words().get(0))).toList();
    try (CommandLine crun = CommandLine.ofCrun();
        CommandLine davit = CommandLine.ofDavit()) {
      compare(
          both,
          call -> crun.effects(call.words(), call.input()),
          call -> davit.effects(call.words(), call.input()),
          Call::crun);
    }
  }

  /** Makes a call of one program. */
  @FunctionalInterface
  private interface Made {
    String of(Call call) throws IOException;
  }

  private static void compare(
      List<Call> calls, Made theirs, Made ours, Function<Call, String> reason) throws Exception {
    StringBuilder wrong = new StringBuilder();
    String last = "";
    try {
      for (Call call : calls) {
        last = call.text();
        String expected = theirs.of(call);
        String answer = ours.of(call);
        if (expected.equals(answer) != reason.apply(call).isEmpty()) {
          wrong
              .append("\n=== ")
              .append(call.text())
              .append("\n--- the other\n")
              .append(expected)
              .append("+++ davit-oci\n")
              .append(answer);
        }
      }
    } catch (AssertionError e) {
      throw new AssertionError("after " + last + wrong, e);
    }
    assertEquals("", wrong.toString());
  }
}
