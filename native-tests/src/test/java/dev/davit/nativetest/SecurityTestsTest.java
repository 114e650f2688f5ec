package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each attack in docs/security-tests.md has its test, and each CVE in a test its row there. */
class SecurityTestsTest {
  private static final Path HOME = repository();
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
  private static final Pattern CVE = Pattern.compile("CVE-\\d{4}-\\d+");

  private static Path repository() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("docs")) ? here : here.getParent();
  }

  @Test
  void everyTestOfTheTableExists() throws Exception {
    List<String> missing = new ArrayList<>();
    int found = 0;
    Matcher names = TEST.matcher(Files.readString(HOME.resolve("docs/security-tests.md")));
    while (names.find()) {
      found++;
      Class<?> type = Class.forName("dev.davit.nativetest." + names.group(1));
      String method = names.group(2);
      if (Arrays.stream(type.getDeclaredMethods()).noneMatch(m -> m.getName().equals(method))) {
        missing.add(names.group());
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(found > 20, "only " + found + " tests are named");
  }

  @Test
  void everyAttackThatATestNamesIsInTheTable() throws Exception {
    String table = Files.readString(HOME.resolve("docs/security-tests.md"));
    Path tests = HOME.resolve("native-tests/src/test/java/dev/davit/nativetest");
    List<String> missing = new ArrayList<>();
    for (String file : tests.toFile().list((dir, name) -> name.endsWith("ExploitTest.java"))) {
      Matcher attacks = CVE.matcher(Files.readString(tests.resolve(file)));
      while (attacks.find()) {
        if (!table.contains(attacks.group())) {
          missing.add(file + ": " + attacks.group());
        }
      }
    }
    assertEquals(List.of(), missing);
  }
}
