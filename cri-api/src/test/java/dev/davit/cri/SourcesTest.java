package dev.davit.cri;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.davit.cri.v1.ImageService;
import dev.davit.cri.v1.RuntimeService;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SourcesTest {

  @Test
  void theRecordsAreWhatTheListSays() throws Exception {
    Process generator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "src/schema/Generate.java",
                "--check")
            .redirectErrorStream(true)
            .start();
    String said = new String(generator.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(
        0, generator.waitFor(), said + "run: (cd cri-api && java src/schema/Generate.java)");
  }

  @Test
  void hasAllCallsOfCriApi036AndTheTwoOnCheckpointsOfPods() throws Exception {
    assertEquals(35 + 2, RuntimeService.all().size());
    assertEquals(6, ImageService.all().size());
    assertEquals("/runtime.v1.RuntimeService/RunPodSandbox", RuntimeService.RUN_POD_SANDBOX.path());
    assertTrue(Files.readString(Path.of("src/schema/runtime.v1")).contains("StreamImages"));
    assertEquals(
        7,
        RuntimeService.all().stream().filter(Rpc::streaming).count()
            + ImageService.all().stream().filter(Rpc::streaming).count());
  }
}
