package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Makes the same calls of runc and of {@code davit-oci}, good ones and bad ones, and compares exit
 * codes, outputs, files, states and limits. The calls and the differences that are meant, with
 * their reasons, are in {@code peers/calls.txt}.
 *
 * <p>{@code -Ddavit.comparison=N} makes all of them if N is more than 100; without it a few.
 */
@Needs({Need.ROOT, Need.BUSYBOX, Need.RUNC, Need.CGROUP2})
@OnOneJava
class CommandLineComparisonTest {

  private static final boolean ALL = Integer.getInteger("davit.comparison", 0) > 100;
  private static final String ONLY = System.getProperty("davit.comparison.calls", "");

  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /**
   * A line of the table.
   *
   * @param text as it is written
   * @param words of the command line
   * @param input for its standard input
   * @param reason why the answers differ; empty if they must not
   */
  private record Call(String text, List<String> words, String input, String reason) {

    static Call of(String line) {
      String text = line.startsWith("+") ? line.substring(1) : line;
      String[] reason = text.split(" ! ", 2);
      String[] input = reason[0].split(" << ", 2);
      List<String> words = new ArrayList<>();
      Matcher matcher = WORD.matcher(input[0]);
      while (matcher.find()) {
        words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
      }
      return new Call(
          text, words, input.length > 1 ? input[1] : "", reason.length > 1 ? reason[1] : "");
    }
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
    StringBuilder wrong = new StringBuilder();
    String last = "";
    try (CommandLine theirs = CommandLine.ofRunc();
        CommandLine ours = CommandLine.ofDavit()) {
      for (Call call : calls()) {
        last = call.text();
        String expected = theirs.answer(call.words(), call.input());
        String answer = ours.answer(call.words(), call.input());
        if (expected.equals(answer) != call.reason().isEmpty()) {
          wrong
              .append("\n=== ")
              .append(call.text())
              .append("\n--- runc\n")
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
