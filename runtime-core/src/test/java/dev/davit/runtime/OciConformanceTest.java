package dev.davit.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.oci.runtime.Hooks;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Resources;
import dev.davit.oci.runtime.Root;
import dev.davit.oci.runtime.Spec;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/oci-conformance.md: no field without a row, no row that names what is not. */
class OciConformanceTest {

  private static final Path REPOSITORY = Path.of("..");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** The records whose fields have rows of their own. */
  private static final Map<String, Class<?>> RECORDS =
      Map.of(
          "root", Root.class,
          "process", Process.class,
          "mounts", Mount.class,
          "hooks", Hooks.class,
          "linux", Linux.class,
          "linux.resources", Resources.class);

  private static List<String[]> rows() throws IOException {
    return Files.readAllLines(REPOSITORY.resolve("docs/oci-conformance.md")).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| field"))
        .map(line -> line.substring(2).split(" \\| ?"))
        .toList();
  }

  private static Set<String> quoted(String cell) {
    Set<String> words = new TreeSet<>();
    for (Matcher matcher = QUOTED.matcher(cell); matcher.find(); ) {
      words.add(matcher.group(1));
    }
    return words;
  }

  @Test
  void hasARowForEveryField() throws Exception {
    Set<String> fields = new TreeSet<>();
    for (String[] row : rows()) {
      fields.addAll(quoted(row[0]));
    }
    List<String> missing = new ArrayList<>();
    collect("", Spec.class, fields, missing);
    assertEquals(List.of(), missing);
  }

  private static void collect(
      String prefix, Class<?> type, Set<String> fields, List<String> missing) {
    for (RecordComponent component : type.getRecordComponents()) {
      String path = prefix + component.getName();
      if (component.getName().equals("unknown")) {
        continue;
      }
      if (RECORDS.containsKey(path)) {
        collect(path + ".", RECORDS.get(path), fields, missing);
      } else if (!fields.contains(path)) {
        missing.add(path);
      }
    }
  }

  @Test
  void namesClassesAndTestsThatExist() throws Exception {
    Set<String> sources = new TreeSet<>();
    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      files
          .map(Path::toString)
          .filter(name -> name.endsWith(".java") && name.contains("/src/"))
          .forEach(sources::add);
    }
    List<String> wrong = new ArrayList<>();
    for (String[] row : rows()) {
      assertEquals(4, row.length, () -> String.join(" | ", row));
      for (String name : quoted(row[2])) {
        // a module is named before its class
        boolean module = Files.isDirectory(REPOSITORY.resolve(name));
        if (!module && !exists(sources, "/src/main/java/", name) && !isPackage(sources, name)) {
          wrong.add("class " + name);
        }
      }
      for (String name : quoted(row[3])) {
        if (!Files.isDirectory(REPOSITORY.resolve(name))
            && !exists(sources, "/src/test/java/", name)) {
          wrong.add("test " + name);
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(sources.size() > 100, "looked in the wrong place");
  }

  private static boolean exists(Set<String> sources, String tree, String name) {
    String file = "/" + name.replace('.', '/') + ".java";
    return sources.stream().anyMatch(source -> source.contains(tree) && source.endsWith(file));
  }

  private static boolean isPackage(Set<String> sources, String name) {
    return exists(sources, "/src/main/java/", name + ".package-info");
  }
}
