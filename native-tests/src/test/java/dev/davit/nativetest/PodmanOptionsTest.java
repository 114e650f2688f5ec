package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Options and verbs of podman that need something of its runtime, with {@code davit-oci} in runc's
 * place.
 *
 * <p>{@code -Ddavit.dropin=all} for all of them: each takes half a dozen starts of the runtime.
 */
@Needs({Need.ROOT, Need.BUSYBOX, Need.OVERLAY, Need.PODMAN})
@OnOneJava
class PodmanOptionsTest {

  /** The size comes a moment after the start. What is typed must not look like the answer. */
  private static final String SIZED =
      "while test \"$(stty size)\" != '30 90'; do sleep 0.1; done; echo si''zed";

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

  @Test
  @EnabledIfSystemProperty(named = "davit.dropin", matches = "all")
  void servesAContainerThroughItsLife() throws Exception {
    Path file = Files.writeString(place.resolve("file"), "copied\n");
    try (Podman podman = Podman.withImage(command, place)) {
      podman.run(
          "run",
          "-d",
          "--name",
          "web",
          "OPTIONS",
          "--memory",
          "64m",
          "--health-cmd",
          "test -e /tmp/healthy",
          "--health-interval",
          "disable",
          "box",
          "sh",
          "-c",
          "trap 'exit 9' TERM; echo begun; sleep 1000 & wait");
      podman.run("cp", file.toString(), "web:/tmp/file");
      assertEquals("copied\n", podman.run("exec", "web", "cat", "/tmp/file").out());
      podman.run("cp", "web:/tmp/file", place.resolve("back").toString());
      assertEquals("copied\n", Files.readString(place.resolve("back")));
      assertTrue(podman.run("top", "web", "pid", "comm").out().contains("sleep"));
      podman.attempt("healthcheck", "run", "web").expect(1);
      podman.run("exec", "web", "touch", "/tmp/healthy");
      podman.run("healthcheck", "run", "web");
      inTerminal(podman);
      podman.run("update", "--memory", "96m", "--cpus", "0.5", "web");
      String limits =
          "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes memory.max cpu/cpu.cfs_quota_us"
              + " cpu.max 2>/dev/null";
      String seen = podman.attempt("exec", "web", "sh", "-c", limits).out();
      assertTrue(seen.startsWith("100663296\n50000"), seen);
      podman.run("restart", "-t", "5", "web");
      assertTrue(podman.run("logs", "web").out().startsWith("begun\nbegun\n"));
      Process waiting =
          new ProcessBuilder(words(podman, "wait", "web")).redirectErrorStream(true).start();
      podman.run("kill", "-s", "TERM", "web");
      assertEquals("9\n", new String(waiting.getInputStream().readAllBytes()));
      assertEquals(0, waiting.waitFor());
      podman.run("rm", "web");
    }
    assertEquals("", command.run("list", "-q").out());
  }

  private static List<String> words(Podman podman, String... more) {
    List<String> line = new ArrayList<>(podman.line());
    line.addAll(List.of(more));
    return line;
  }

  private static void inTerminal(Podman podman) throws Exception {
    try (Typist typist = Typist.start(30, 90, words(podman, "exec", "-it", "web", "sh"))) {
      typist.type(SIZED + "; echo on $(tty)\n");
      typist.await("sized");
      typist.await("on /dev/pts/");
      typist.type("exit 5\n");
      assertEquals(5, typist.finish());
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "davit.dropin", matches = "all")
  void playsAPodOfKubernetes() throws Exception {
    Path pod =
        Files.writeString(
            place.resolve("pod.yaml"),
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: played
            spec:
              hostNetwork: true
              containers:
              - name: one
                image: localhost/box:latest
                imagePullPolicy: Never
                command: ["sh", "-c", "echo from the pod; exec sleep 1000"]
                securityContext: {runAsUser: 1000, readOnlyRootFilesystem: true}
                resources: {limits: {memory: 64Mi}}
            """);
    try (Podman podman = Podman.withImage(command, place)) {
      Tool.Result played = podman.attempt("play", "kube", pod.toString());
      assertEquals(0, played.exit(), played.toString());
      assertEquals("1000\n", podman.run("exec", "played-one", "id", "-u").out());
      assertEquals("from the pod\n", podman.run("logs", "played-one").out());
      podman.run("play", "kube", "--down", pod.toString());
    }
    assertEquals("", command.run("list", "-q").out());
  }
}
