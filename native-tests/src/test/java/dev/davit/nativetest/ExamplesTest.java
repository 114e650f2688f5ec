package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
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

  @Test
  @Needs({Need.BUSYBOX, Need.IP, Need.NFT})
  void webPodServesOnItsAddressAndItsLoopback() {
    Path state = Workspace.directory("example").resolve("state");
    try (HostNamespace host = new HostNamespace()) {
      Tool.Result result =
          example(
              List.of("nsenter", "--net=" + host.path()),
              SharedImages.busybox().root(),
              state,
              "WebPod",
              SharedImages.BUSYBOX);
      assertEquals(
          List.of("served on 10.89.0.2", "the other container says: hello"), result.lines());
    }
  }

  private static Tool.Result example(String name) {
    Path place = Workspace.directory("example");
    return example(List.of(), place.resolve("root"), place.resolve("state"), name);
  }

  private static Tool.Result example(
      List<String> prefix, Path root, Path state, String name, String... arguments) {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Ddavit.root=" + root,
            "-Ddavit.state=" + state,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.davit.examples." + name));
    line.addAll(List.of(arguments));
    return Tool.attempt(line, Map.of(), null, Tool.DEADLINE).expect(0);
  }
}
