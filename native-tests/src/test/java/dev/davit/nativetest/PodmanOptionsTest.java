package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Options of podman that need something of its runtime, with {@code davit-oci} in runc's place. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.OVERLAY, Need.PODMAN})
@OnOneJava
class PodmanOptionsTest {

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("podman");

  @Test
  void runsWithOptionsThatTheRuntimeCarriesOut() throws Exception {
    Path seccomp =
        Files.writeString(
            place.resolve("seccomp.json"),
            "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"mkdir\","
                + " \"mkdirat\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 38}]}");
    String script =
        """
        hostname; ulimit -n; ulimit -c; cat /proc/sys/net/ipv4/ip_forward
        grep -E '^(NoNewPrivs|Seccomp):' /proc/self/status
        grep ' /tmpfs ' /proc/self/mountinfo | cut -d ' ' -f 6,9-
        ls -l /dev/fuse | cut -c 1; touch /root/x; mkdir /tmpfs/x; id -G
        cat /proc/1/comm; cat /proc/self/oom_score_adj
        """;
    try (Podman podman = Podman.withImage(command, place)) {
      Tool.Result result =
          podman.run(
              "run",
              "--rm",
              "OPTIONS",
              "--hostname",
              "box7",
              "--ulimit",
              "nofile=500:600",
              "--ulimit",
              "core=0:0",
              "--sysctl",
              "net.ipv4.ip_forward=1",
              "--security-opt",
              "no-new-privileges",
              "--security-opt",
              "seccomp=" + seccomp,
              "--tmpfs",
              "/tmpfs:size=64k,mode=1770",
              "--device",
              "/dev/fuse",
              "--read-only",
              "--group-add",
              "77",
              "--oom-score-adj",
              "300",
              "box",
              "sh",
              "-c",
              script);
      List<String> lines = result.lines();
      assertEquals(
          List.of("box7", "500", "0", "1", "NoNewPrivs:\t1", "Seccomp:\t2"), lines.subList(0, 6));
      assertTrue(lines.get(6).endsWith("rw,size=64k,mode=1770"), lines.get(6));
      assertEquals("c", lines.get(7));
      assertTrue(lines.get(8).endsWith("77"), lines.get(8));
      assertEquals(List.of("sh", "300"), lines.subList(9, 11));
      assertTrue(result.err().contains("Read-only file system"), result.err());
      assertTrue(result.err().contains("Function not implemented"), result.err());
    }
  }
}
