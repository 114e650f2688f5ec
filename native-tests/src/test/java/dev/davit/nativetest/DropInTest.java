package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code davit-oci} in the place of runc, under the programs that call runc. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.OVERLAY})
@OnOneJava
class DropInTest {

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("drop-in");

  @Test
  @Needs(Need.PODMAN)
  void podmanRunsContainers() throws Exception {
    try (Podman podman = Podman.withImage(command, place)) {
      assertEquals(
          "hello\n", podman.attempt("run", "--rm", "OPTIONS", "box", "echo", "hello").out());
      podman.attempt("run", "--rm", "OPTIONS", "box", "sh", "-c", "exit 7").expect(7);
      podman.attempt("run", "--rm", "OPTIONS", "box", "nothing-of-this-name").expect(127);
      podman.attempt("run", "--rm", "OPTIONS", "box", "/etc/passwd").expect(126);
      assertTrue(
          podman
              .attempt("run", "--rm", "-t", "OPTIONS", "box", "tty")
              .out()
              .startsWith("/dev/pts/0"));
      String[] web = {
        "run",
        "-d",
        "--name",
        "web",
        "OPTIONS",
        "--memory",
        "64m",
        "--cap-drop",
        "ALL",
        "--user",
        "1000:1000",
        "--read-only",
        "-v",
        place + ":/data:ro",
        "box",
        "sh",
        "-c",
        "echo begun; exec sleep 1000"
      };
      podman.attempt(web).expect(0);
      String look = "id -u; grep CapPrm /proc/self/status; ls /data/box.tar; touch /x; exit 3";
      Tool.Result inside = podman.attempt("exec", "web", "sh", "-c", look).expect(3);
      assertEquals("1000\nCapPrm:\t0000000000000000\n/data/box.tar\n", inside.out());
      assertTrue(inside.err().contains("Read-only file system"), inside.err());
      assertEquals("begun\n", podman.attempt("logs", "web").out());
      assertTrue(
          podman
              .attempt("run", "--rm", "OPTIONS", "--pid=container:web", "box", "ps")
              .out()
              .contains("sleep 1000"));
      podman.attempt("pause", "web").expect(0);
      assertEquals("paused\n", podman.attempt("inspect", "-f", "{{.State.Status}}", "web").out());
      podman.attempt("unpause", "web").expect(0);
      assertTrue(podman.attempt("stats", "--no-stream", "web").expect(0).out().contains("67.11MB"));
      podman.attempt("stop", "-t", "1", "web").expect(0);
      assertEquals("137\n", podman.attempt("inspect", "-f", "{{.State.ExitCode}}", "web").out());
      podman.attempt("pod", "create", "--name", "pod", Podman.CGROUP, "--infra=false").expect(0);
      podman.attempt("run", "-d", "--pod", "pod", "OPTIONS", "box", "sleep", "1000").expect(0);
      podman.attempt("pod", "rm", "-f", "-t", "0", "pod").expect(0);
    }
    assertEquals("", command.run("list", "-q").out());
  }

  @Test
  @Needs(Need.CONTAINERD)
  void containerdRunsContainers() throws Exception {
    try (Containerd containerd = Containerd.start(command, place)) {
      String[] first = {"/bin/sh", "-c", "echo out; exit 5"};
      assertEquals("out\n", containerd.run("one", List.of("--rm"), first).expect(5).out());
      containerd.run("two", List.of("-d"), "/bin/sleep", "1000").expect(0);
      Tool.Result inside =
          containerd.ctr(
              "task", "exec", "--exec-id", "x", "two", "/bin/sh", "-c", "echo in; exit 3");
      assertEquals("in\n", inside.expect(3).out());
      containerd.ctr("task", "pause", "two").expect(0);
      assertTrue(containerd.ctr("task", "ls").out().contains("PAUSED"));
      containerd.ctr("task", "resume", "two").expect(0);
      containerd.ctr("task", "kill", "-s", "KILL", "two").expect(0);
      containerd.awaitTask("STOPPED");
      containerd.ctr("task", "rm", "two");
      containerd.ctr("container", "rm", "two").expect(0);
    }
  }
}
