package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * podman through a container's life and with a pod, with {@code davit-oci} in runc's place. It
 * starts the runtime some dozens of times, so its name keeps it out of other runs: {@code -Dtest=}.
 */
@Needs({Need.ROOT, Need.BUSYBOX, Need.OVERLAY, Need.PODMAN})
class PodmanLifeSuite {

  /** The size comes a moment after the start. What is typed must not look like the answer. */
  private static final String SIZED =
      "while test \"$(stty size)\" != '30 90'; do sleep 0.1; done; echo si''zed";

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("podman");

  @Test
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
