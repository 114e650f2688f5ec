package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * containerd with limits, mounts and terminals, and buildah, with {@code davit-oci} in runc's
 * place.
 *
 * <p>{@code -Ddavit.dropin=all} for all of them.
 */
@Needs({Need.ROOT, Need.BUSYBOX, Need.OVERLAY})
@OnOneJava
class OtherCallersTest {

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("callers");

  @Test
  @Needs(Need.BUILDAH)
  @EnabledIfSystemProperty(named = "davit.dropin", matches = "all")
  void buildahRunsCommandsInItsContainers() throws Exception {
    Path archive = Files.write(place.resolve("box.tar"), BusyboxRootfs.tar());
    Path script =
        Files.writeString(
            place.resolve("build"),
            """
            box=$(buildah from scratch)
            buildah add --quiet $box "$1" / >&2
            buildah run --runtime "$2" --network none $box -- sh -c 'echo built > /made; id -u; ls -d /proc/self'
            buildah run --runtime "$2" --network none --user 1000 --cap-drop all $box -- cat /made
            buildah run --runtime "$2" --network none $box -- sh -c 'exit 6' || echo code $?
            buildah rm $box >&2
            """);
    List<String> line =
        List.of("sh", "-eu", script.toString(), archive.toString(), command.program().toString());
    Map<String, String> environment = new java.util.HashMap<>();
    Path config =
        Files.writeString(
            place.resolve("storage.conf"),
            "[storage]\ndriver = \"overlay\"\ngraphroot = \""
                + place.resolve("graph")
                + "\"\nrunroot = \""
                + place.resolve("run")
                + "\"\n");
    environment.put("CONTAINERS_STORAGE_CONF", config.toString());
    Tool.Result result = Tool.attempt(line, environment, null, Tool.DEADLINE).expect(0);
    assertEquals("0\n/proc/self\nbuilt\ncode 6\n", result.out());
  }

  @Test
  @Needs(Need.CONTAINERD)
  @EnabledIfSystemProperty(named = "davit.dropin", matches = "all")
  void containerdRunsWithLimitsMountsAndTerminals() throws Exception {
    Path data = Files.createDirectory(place.resolve("data"));
    Files.writeString(data.resolve("file"), "of the host\n");
    try (Containerd containerd = Containerd.start(command, place)) {
      String look =
          "cat /data/file; touch /data/x; cat /sys/fs/cgroup/memory/memory.limit_in_bytes"
              + " /sys/fs/cgroup/cpu/cpu.cfs_quota_us; cat /sys/fs/cgroup/memory.max"
              + " /sys/fs/cgroup/cpu.max";
      List<String> options =
          List.of(
              "--rm",
              "--memory-limit",
              "67108864",
              "--cpus",
              "0.5",
              "--mount",
              "type=bind,src=" + data + ",dst=/data,options=rbind:ro");
      Tool.Result result = containerd.run("one", options, "/bin/sh", "-c", look);
      assertTrue(result.out().startsWith("of the host\n67108864\n50000"), result.toString());
      assertTrue(result.err().contains("Read-only file system"), result.toString());
      List<String> typed = containerd.runLine("two", List.of("--rm", "-t"), "/bin/sh");
      try (Typist typist = Typist.start(30, 90, typed)) {
        typist.type("stty size; echo on $(tty)\n");
        typist.await("30 90");
        typist.await("on /dev/pts/");
        typist.type("exit 5\n");
        assertEquals(5, typist.finish());
      }
      containerd.run("three", List.of("-d"), "/bin/sleep", "1000").expect(0);
      containerd.ctr("task", "pause", "three").expect(0);
      containerd.ctr("task", "resume", "three").expect(0);
      List<String> exec =
          new ArrayList<>(containerd.line("task", "exec", "--exec-id", "x", "-t", "three"));
      exec.addAll(List.of("/bin/sh", "-c", "tty; exit 4"));
      try (Typist typist = Typist.start(30, 90, exec)) {
        typist.await("/dev/pts/");
        assertEquals(4, typist.finish());
      }
      assertTrue(containerd.ctr("task", "metrics", "three").out().contains("memory"));
      assertTrue(containerd.ctr("task", "ps", "three").expect(0).lines().size() > 1);
      containerd.ctr("task", "kill", "-s", "KILL", "three").expect(0);
      containerd.awaitTask("STOPPED");
      containerd.ctr("task", "rm", "three");
      containerd.ctr("container", "rm", "three").expect(0);
    }
  }
}
