package dev.davit.nativetest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A containerd of its own, whose {@code ctr run} starts {@code davit-oci} in runc's place. */
final class Containerd implements AutoCloseable {

  private final OciCommand command;
  private final Path rootfs;
  private final Path socket;
  private final Process daemon;

  private Containerd(OciCommand command, Path rootfs, Path socket, Process daemon) {
    this.command = command;
    this.rootfs = rootfs;
    this.socket = socket;
    this.daemon = daemon;
  }

  /** Starts it below that directory. */
  static Containerd start(OciCommand command, Path place) throws IOException, InterruptedException {
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
    Path rootfs = BusyboxRootfs.create(place.resolve("rootfs"));
    Process daemon =
        new ProcessBuilder("containerd", "--config", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(place.resolve("log").toFile())
            .start();
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (!Files.exists(socket) && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    return new Containerd(command, rootfs, socket, daemon);
  }

  /** The words of a {@code ctr run} with those options. */
  List<String> runLine(String id, List<String> options, String... program) {
    List<String> line = new ArrayList<>(line("run"));
    line.addAll(List.of("--runc-binary", command.program().toString()));
    line.addAll(List.of("--cgroup", "/" + Workspace.NAME + "/" + id));
    line.addAll(options);
    line.addAll(List.of("--rootfs", rootfs.toString(), id));
    line.addAll(List.of(program));
    return line;
  }

  /** Runs a container, whatever its exit code. */
  Tool.Result run(String id, List<String> options, String... program) {
    return Tool.attempt(runLine(id, options, program), Map.of(), null, Tool.DEADLINE);
  }

  /** The words of a call of ctr. */
  List<String> line(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of("ctr", "--address", socket.toString(), "--namespace", Workspace.NAME));
    line.addAll(List.of(arguments));
    return line;
  }

  /** Calls ctr, whatever its exit code. */
  Tool.Result ctr(String... arguments) {
    return Tool.attempt(line(arguments), Map.of(), null, Tool.DEADLINE);
  }

  /** Waits until the list of tasks has that word. */
  void awaitTask(String status) throws InterruptedException {
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (!ctr("task", "ls").out().contains(status) && System.nanoTime() < end) {
      Thread.sleep(100);
    }
  }

  @Override
  public void close() {
    daemon.destroy();
    daemon.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    Workspace.delete(Path.of("/run/containerd/runc", Workspace.NAME));
  }
}
