package dev.davit.nativetest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code davit-oci} in the place of runc, under the programs that call runc. */
@Needs({Need.ROOT, Need.BUSYBOX, Need.OVERLAY})
@OnOneJava
class DropInTest {

  /** podman makes a parent of its own otherwise, and leaves it. */
  private static final String CGROUP = "--cgroup-parent=/" + Workspace.NAME;

  private static final List<String> RUN =
      List.of(
          "--cgroups=no-conmon",
          "--ulimit",
          "nofile=1024:1024",
          "--ulimit",
          "nproc=4096:4096",
          "--network=none",
          CGROUP);

  private final OciCommand command = OciCommand.fresh();
  private final Path place = Workspace.directory("drop-in");

  private Tool.Result podman(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "podman",
                "--runtime",
                command.program().toString(),
                "--root",
                place.resolve("root").toString(),
                "--runroot",
                place.resolve("run").toString(),
                "--tmpdir",
                place.resolve("tmp").toString(),
                "--storage-driver",
                "overlay",
                "--cgroup-manager",
                "cgroupfs",
                "--events-backend",
                "file"));
    for (String argument : arguments) {
      if (argument.equals("OPTIONS")) {
        line.addAll(RUN);
      } else {
        line.add(argument);
      }
    }
    return Tool.attempt(line, Map.of(), null, Tool.DEADLINE);
  }

  @Test
  @Needs(Need.PODMAN)
  void podmanRunsContainers() throws Exception {
    Path archive = Files.write(place.resolve("box.tar"), BusyboxRootfs.tar());
    podman("import", archive.toString(), "box").expect(0);
    try {
      assertEquals("hello\n", podman("run", "--rm", "OPTIONS", "box", "echo", "hello").out());
      podman("run", "--rm", "OPTIONS", "box", "sh", "-c", "exit 7").expect(7);
      podman("run", "--rm", "OPTIONS", "box", "nothing-of-this-name").expect(127);
      podman("run", "--rm", "OPTIONS", "box", "/etc/passwd").expect(126);
      assertTrue(
          podman("run", "--rm", "-t", "OPTIONS", "box", "tty").out().startsWith("/dev/pts/0"));
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
      podman(web).expect(0);
      String look = "id -u; grep CapPrm /proc/self/status; ls /data/box.tar; touch /x; exit 3";
      Tool.Result inside = podman("exec", "web", "sh", "-c", look).expect(3);
      assertEquals("1000\nCapPrm:\t0000000000000000\n/data/box.tar\n", inside.out());
      assertTrue(inside.err().contains("Read-only file system"), inside.err());
      assertEquals("begun\n", podman("logs", "web").out());
      assertTrue(
          podman("run", "--rm", "OPTIONS", "--pid=container:web", "box", "ps")
              .out()
              .contains("sleep 1000"));
      podman("pause", "web").expect(0);
      assertEquals("paused\n", podman("inspect", "-f", "{{.State.Status}}", "web").out());
      podman("unpause", "web").expect(0);
      assertTrue(podman("stats", "--no-stream", "web").expect(0).out().contains("67.11MB"));
      podman("stop", "-t", "1", "web").expect(0);
      assertEquals("137\n", podman("inspect", "-f", "{{.State.ExitCode}}", "web").out());
      podman("pod", "create", "--name", "pod", CGROUP, "--infra=false").expect(0);
      podman("run", "-d", "--pod", "pod", "OPTIONS", "box", "sleep", "1000").expect(0);
      podman("pod", "rm", "-f", "-t", "0", "pod").expect(0);
    } finally {
      podman("rm", "-a", "-f", "-t", "0");
      podman("rmi", "-a", "-f");
    }
    assertEquals("", command.run("list", "-q").out());
  }

  @Test
  @Needs(Need.CONTAINERD)
  void containerdRunsContainers() throws Exception {
    Path rootfs = BusyboxRootfs.create(place.resolve("rootfs"));
    Path socket = place.resolve("sock");
    Path config =
        Files.writeString(
            place.resolve("config.toml"),
            "version = 2\nroot = \""
                + place.resolve("croot")
                + "\"\nstate = \""
                + place.resolve("cstate")
                + "\"\ndisabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n[grpc]\n  address = \""
                + socket
                + "\"\n");
    Process daemon =
        new ProcessBuilder("containerd", "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(new File(place.toFile(), "log"))
            .start();
    try {
      long end = System.nanoTime() + Tool.DEADLINE.toNanos();
      while (!Files.exists(socket) && System.nanoTime() < end) {
        Thread.sleep(50);
      }
      String[] first = {"/bin/sh", "-c", "echo out; exit 5"};
      assertEquals("out\n", ctr(socket, rootfs, "one", "--rm", first).expect(5).out());
      ctr(socket, rootfs, "two", "-d", "/bin/sleep", "1000").expect(0);
      Tool.Result inside =
          ctr(socket, "task", "exec", "--exec-id", "x", "two", "/bin/sh", "-c", "echo in; exit 3");
      assertEquals("in\n", inside.expect(3).out());
      ctr(socket, "task", "pause", "two").expect(0);
      assertTrue(ctr(socket, "task", "ls").out().contains("PAUSED"));
      ctr(socket, "task", "resume", "two").expect(0);
      ctr(socket, "task", "kill", "-s", "KILL", "two").expect(0);
      long stopped = System.nanoTime() + Tool.DEADLINE.toNanos();
      while (!ctr(socket, "task", "ls").out().contains("STOPPED") && System.nanoTime() < stopped) {
        Thread.sleep(100);
      }
      ctr(socket, "task", "rm", "two");
      ctr(socket, "container", "rm", "two").expect(0);
    } finally {
      daemon.destroy();
      daemon.waitFor(Duration.ofSeconds(30).toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    }
  }

  private Tool.Result ctr(
      Path socket, Path rootfs, String id, String option, String... containerCommand) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "run",
                "--runc-binary",
                command.program().toString(),
                "--cgroup",
                "/" + Workspace.NAME + "/" + id,
                option,
                "--rootfs",
                rootfs.toString(),
                id));
    line.addAll(List.of(containerCommand));
    return ctr(socket, line.toArray(String[]::new));
  }

  private static Tool.Result ctr(Path socket, String... arguments) {
    List<String> line = new ArrayList<>(List.of("ctr", "--address", socket.toString()));
    line.addAll(List.of(arguments));
    return Tool.attempt(line, Map.of(), null, Tool.DEADLINE);
  }
}
