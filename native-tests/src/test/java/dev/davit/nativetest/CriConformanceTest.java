package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.cri.Rpc;
import dev.davit.cri.v1.ImageService;
import dev.davit.cri.v1.RuntimeService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/cri-conformance.md}: its table has every call once, with the class that serves it.
 */
class CriConformanceTest {
  private static final Path TABLE = Path.of("../docs/cri-conformance.md");
  private static final Path SOURCES = Path.of("../runtime-daemon/src/main/java/dev/davit/daemon");

  @Test
  void theTableHasEveryCallWithTheClassThatServesIt() throws IOException {
    Map<String, String> table = new TreeMap<>();
    Matcher rows =
        Pattern.compile("(?m)^\\| `([A-Z][A-Za-z]+)` \\| `([A-Za-z]+)` \\|")
            .matcher(Files.readString(TABLE));
    while (rows.find()) {
      assertEquals(null, table.put(rows.group(1), rows.group(2)), rows.group(1));
    }
    TreeSet<String> calls = new TreeSet<>();
    Stream.concat(RuntimeService.all().stream(), ImageService.all().stream())
        .map(Rpc::name)
        .forEach(calls::add);
    assertEquals(calls, table.keySet());
    for (Map.Entry<String, String> row : table.entrySet()) {
      assertTrue(
          source(row.getValue()).contains(constant(row.getKey())),
          row.getValue() + " does not serve " + row.getKey());
    }
  }

  private static String source(String type) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return Files.readString(
          files.filter(f -> f.endsWith(type + ".java")).findFirst().orElseThrow());
    }
  }

  private static String constant(String call) {
    return "Service." + call.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase() + ",";
  }
}
