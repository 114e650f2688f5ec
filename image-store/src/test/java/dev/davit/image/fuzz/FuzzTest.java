package dev.davit.image.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Archives and documents that nobody meant. What was found once is in {@code
 * src/test/resources/fuzz} and is tried every time; then Jazzer looks for more, for three seconds
 * each, or as long as {@code -Ddavit.fuzz.seconds} says.
 */
class FuzzTest {

  private static final int SECONDS = Integer.getInteger("davit.fuzz.seconds", 3);

  /** The last Java whose classes Jazzer's agent reads. */
  private static final int NEWEST_JAVA = 23;

  private static final Path CORPUS = Path.of("src/test/resources/fuzz");

  @TempDir Path directory;

  private static List<Path> corpus(String target) throws Exception {
    try (var files = Files.list(CORPUS.resolve(target))) {
      return files.sorted().toList();
    }
  }

  @Test
  void survivesWhatWasFound() throws Exception {
    for (Path file : corpus("TarTarget")) {
      TarTarget.fuzzerTestOneInput(Files.readAllBytes(file));
    }
    for (Path file : corpus("DocumentTarget")) {
      DocumentTarget.fuzzerTestOneInput(Files.readAllBytes(file));
    }
  }

  @Tag("one-java")
  @ParameterizedTest
  @ValueSource(classes = {TarTarget.class, DocumentTarget.class})
  void survivesWhatAFuzzerFinds(Class<?> target) throws Exception {
    Assumptions.assumeTrue(
        Runtime.version().feature() <= NEWEST_JAVA, "Jazzer reads classes of Java 23 at most");
    Path found = Files.createDirectory(directory.resolve("found"));
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.davit.**",
                "--disabled_hooks=**",
                "--reproducer_path=" + directory,
                "-artifact_prefix=" + directory + File.separator,
                "-max_total_time=" + SECONDS,
                "-max_len=8192",
                "-rss_limit_mb=4096",
                found.toString(),
                CORPUS.resolve(target.getSimpleName()).toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS + 300L, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(log, StandardCharsets.ISO_8859_1);
    assertTrue(ended, text);
    assertEquals(0, process.exitValue(), text);
    assertTrue(text.contains("Done "), text);
  }
}
