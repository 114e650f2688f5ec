package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What {@code davit-oci checkpoint} says where criu is missing or cannot work. For where it works
 * there is {@code CheckpointSuite}.
 */
@OnOneJava
@Needs({Need.ROOT, Need.BUSYBOX, Need.RUNC})
class CheckpointRefusalTest {

  private final OciCommand oci = OciCommand.fresh();
  private final Path place = Workspace.directory("checkpoint");
  private final String id = Workspace.NAME + "-saved";
  private final Path images = place.resolve("images");

  private Tool.Result checkpoint(String path, String... options) {
    List<String> words = new ArrayList<>(List.of(oci.program().toString(), "checkpoint"));
    words.addAll(List.of(options));
    words.addAll(List.of("--image-path", images.toString(), id));
    return Tool.attempt(words, Map.of("PATH", path), null, Tool.DEADLINE);
  }

  @Test
  void saysWhatToDoAndLeavesTheContainerRunning() throws Exception {
    RuncBundle bundle = RuncBundle.of(Ask.command("sleep", "1000"));
    // streams that do not keep this test waiting for the container
    Tool.attempt(
            List.of(
                "sh",
                "-c",
                "exec \"$0\" run --detach --bundle \"$1\" \"$2\" >/dev/null 2>&1 </dev/null",
                oci.program().toString(),
                bundle.directory().toString(),
                id),
            Map.of(),
            null,
            Tool.DEADLINE)
        .expect(0);
    try {
      Tool.Result none = checkpoint(place.toString()).expect(1);
      assertTrue(none.err().contains("checkpoint: criu: not found in PATH: install"), none.err());

      // whether criu works or not
      String searched = System.getenv("PATH");
      for (String parent : List.of(place.resolve("before").toString(), "../before")) {
        Tool.Result bad = checkpoint(searched, "--parent-path", parent).expect(1);
        assertTrue(bad.err().contains("invalid --parent-path: "), bad.err());
        assertTrue(bad.err().contains(parent), bad.err());
        assertFalse(Files.exists(images));
      }

      Path fake = Files.writeString(place.resolve("criu"), "#!/bin/sh\nexit 3\n");
      fake.toFile().setExecutable(true);
      Tool.Result silent = checkpoint(place.toString()).expect(1);
      assertTrue(silent.err().contains("criu: ended without an answer"), silent.err());

      Tool.Result real = checkpoint(searched);
      if (real.exit() != 0) {
        assertFalse(Files.exists(images));
        assertTrue(oci.run("state", id).out().contains("\"status\": \"running\""));
        assertTrue(real.err().contains("criu"), real.err());
      }
    } finally {
      oci.run("delete", "--force", id);
    }
    assertEquals(List.of(), oci.run("list", "-q").lines());
  }
}
