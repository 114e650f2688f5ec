package dev.davit.examples;

import dev.davit.engine.CapturedRun;
import dev.davit.engine.Davit;
import dev.davit.image.build.ImageBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Makes an image in Java, twice the same, and runs it. */
public final class BuildImage {

  private static final Path SHELL = Path.of("/bin/busybox");

  private BuildImage() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path place = Files.createTempDirectory("davit-build");
    try (Davit davit = Davit.open()) {
      String first = build(place.resolve("first"));
      String second = build(place.resolve("second"));
      System.out.println(first.equals(second) ? "the same image twice" : "two images");
      davit.images().load(place.resolve("first"));
      CapturedRun run = davit.container("greeting:1").run();
      System.out.print(run.stdout());
    } finally {
      delete(place);
    }
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static String build(Path layout) {
    return ImageBuilder.fromScratch()
        .copy(SHELL, "/bin/busybox")
        .symlink("/bin/sh", "busybox")
        .file("/greeting", "hello from an image\n".getBytes(StandardCharsets.UTF_8), 0644)
        .entrypoint("/bin/busybox", "cat", "/greeting")
        .env("LANG", "C.UTF-8")
        .label("made-by", "an example")
        .name("greeting:1")
        .writeLayout(layout)
        .toString();
  }
}
