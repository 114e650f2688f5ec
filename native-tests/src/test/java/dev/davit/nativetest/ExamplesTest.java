package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The programs of {@code examples/}, each in a process of its own, as a reader would run them. */
@Needs({Need.ROOT, Need.OVERLAY})
class ExamplesTest {

  @Test
  void helloSaysHello() {
    assertEquals(List.of("hello from inside", "exit code 0"), example("Hello").lines());
  }

  @Test
  void readOutputTalksWithTheContainer() {
    assertEquals(
        List.of("you said one", "you said two", "you said three", "exit code 0"),
        example("ReadOutput").lines());
  }

  @Test
  void limitedJobRunsOutOfMemory() {
    assertEquals(
        List.of("working", "out of memory, exit code 137, used processor time"),
        example("LimitedJob").lines());
  }

  @Test
  void planFirstPrintsThePlan() {
    Tool.Result result = example("PlanFirst");
    assertTrue(result.out().contains("clone3("), result::toString);
    assertTrue(result.out().contains("execve("), result::toString);
  }

  @Test
  void buildImageMakesTheSameImageTwiceAndRunsIt() {
    assertEquals(
        List.of("the same image twice", "hello from an image"), example("BuildImage").lines());
  }

  private static Tool.Result example(String name) {
    Path place = Workspace.directory("example");
    return Tool.attempt(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Ddavit.root=" + place.resolve("root"),
                "-Ddavit.state=" + place.resolve("state"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.davit.examples." + name),
            Map.of(),
            null,
            Tool.DEADLINE)
        .expect(0);
  }
}
