package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * containerd with limits, mounts and terminals, and buildah, with {@code davit-oci} in runc's
 * place.
 *
 * <p>Its name keeps it out of other runs: {@code -Dtest=OtherCallersSuite}.
 */
@Needs({Need.ROOT, Need.BUSYBOX, Need.OVERLAY})
class OtherCallersSuite {

  /** The size comes a moment after the start. What is typed must not look like the answer. */
  private static final String SIZED =
      "while test \"$(stty size)\" != '30 90'; do sleep 0.1; done; echo si''zed";

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("callers");

  @Test
  @Needs(Need.BUILDAH)
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
  void containerdRunsWithLimitsMountsAndTerminals() throws Exception {
    Path data = Files.createDirectory(place.resolve("data"));
    Files.writeString(data.resolve("file"), "of the host\n");
    try (Containerd containerd = Containerd.start(command, place)) {
      List<String> options =
          List.of("--rm", "--mount", "type=bind,src=" + data + ",dst=/data,options=rbind:ro");
      Tool.Result result =
          containerd.run("one", options, "/bin/sh", "-c", "cat /data/file; touch /data/x");
      assertEquals("of the host\n", result.out(), result.toString());
      assertTrue(result.err().contains("Read-only file system"), result.toString());
      List<String> typed = containerd.runLine("two", List.of("--rm", "-t"), "/bin/sh");
      try (Typist typist = Typist.start(30, 90, typed)) {
        typist.type(SIZED + "; echo on $(tty)\n");
        typist.await("sized");
        typist.await("on /dev/pts/");
        typist.type("exit 5\n");
        assertEquals(5, typist.finish());
      }
      List<String> limits = List.of("-d", "--memory-limit", "67108864", "--cpus", "0.5");
      containerd.run("three", limits, "/bin/sleep", "1000").expect(0);
      assertEquals("67108864", limit("memory", "memory.limit_in_bytes", "memory.max"));
      assertTrue(limit("cpu", "cpu.cfs_quota_us", "cpu.max").startsWith("50000"));
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

  private static String limit(String controller, String v1, String unified) throws Exception {
    String group = "/" + Workspace.NAME + "/three/";
    Path file = Path.of("/sys/fs/cgroup/" + controller + group + v1);
    return Files.readString(Files.exists(file) ? file : Path.of("/sys/fs/cgroup" + group + unified))
        .strip();
  }
}
