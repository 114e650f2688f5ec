package dev.davit.nativetest;

import static dev.davit.nativetest.Need.BUSYBOX;
import static dev.davit.nativetest.Need.OVERLAY;
import static dev.davit.nativetest.Need.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * {@code davit checkpoint} and {@code restore}. It needs a criu that knows the kernel, and takes a
 * machine for each command, so it is run by name: {@code native-tests/vm test --kernel 6.1
 * CheckpointCommandSuite}.
 */
@Needs({ROOT, OVERLAY, BUSYBOX})
class CheckpointCommandSuite {

  private static final String COUNTER =
      "echo mine >/root/file; i=0; while :; do i=$((i+1)); echo $i; sleep 0.1; done";

  @Test
  void aDetachedContainerGoesOnUnderAnotherName() throws Exception {
    try (OnDemandDaemon daemon = new OnDemandDaemon()) {
      daemon.run("run", "-d", "--name", "count", SharedImages.BUSYBOX, "sh", "-c", COUNTER);
      Path archive = daemon.directory().resolve("count.tar");
      daemon.run("checkpoint", "--export", archive.toString(), "count");
      List<String> before = daemon.run("logs", "count").lines();
      daemon.run("restore", "--import", archive.toString(), "--name", "again");
      assertEquals("mine\n", daemon.run("exec", "again", "cat", "/root/file").out());
      OnDemandDaemon.until(
          "a line after the last one",
          () -> daemon.run("logs", "again").lines().size() > before.size());
      List<String> after = daemon.run("logs", "again").lines();
      assertEquals(
          IntStream.rangeClosed(1, after.size()).mapToObj(Integer::toString).toList(), after);
    }
  }
}
