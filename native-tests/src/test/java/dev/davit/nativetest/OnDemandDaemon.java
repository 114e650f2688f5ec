package dev.davit.nativetest;

import dev.davit.cri.CriClient;
import dev.davit.cri.v1.ListPodSandboxRequest;
import dev.davit.cri.v1.PodSandbox;
import dev.davit.cri.v1.RemovePodSandboxRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.engine.ContainerInfo;
import dev.davit.engine.ContainerInfo.Status;
import dev.davit.engine.Davit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * The real {@code davit} command on a run state of its own, whose daemon the command starts itself
 * when it needs one. Closing it removes all pods and ends the daemon.
 */
final class OnDemandDaemon implements AutoCloseable {
  private final Map<String, String> environment;
  private final List<String> prefix;
  private final Path directory = Workspace.directory("demand");
  private final DavitCommand davit =
      new DavitCommand(SharedImages.busybox().root(), directory.resolve("state"));

  /** With pods that have no network. */
  OnDemandDaemon() {
    this(List.of(), "--network none");
  }

  /** In a network namespace that it takes for the host's, with the bridge for its pods. */
  OnDemandDaemon(HostNamespace host) {
    this(List.of("nsenter", "--net=" + host.path()), "--network bridge");
  }

  private OnDemandDaemon(List<String> prefix, String options) {
    this.prefix = prefix;
    this.environment =
        Map.of("DAVIT_DAEMON_OPTIONS", options + " --cgroup-parent /" + Workspace.NAME);
  }

  private List<String> line(String... arguments) {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(davit.line(arguments));
    return line;
  }

  DavitCommand davit() {
    return davit;
  }

  Path directory() {
    return directory;
  }

  /** Runs the command with an input, whatever its exit code. */
  Tool.Result attempt(byte[] input, String... arguments) {
    return Tool.attempt(line(arguments), environment, input, Tool.DEADLINE);
  }

  /** Runs the command, whatever its exit code. */
  Tool.Result attempt(String... arguments) {
    return attempt(null, arguments);
  }

  /** Runs the command and demands success. */
  Tool.Result run(String... arguments) {
    return attempt(arguments).expect(0);
  }

  /** Starts the command and goes on. */
  DavitCommand.Running start(String... arguments) throws IOException {
    List<String> line = line(arguments);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    return new DavitCommand.Running(builder.start(), line);
  }

  /** A container as the command sees it, without a virtual machine for each look. */
  ContainerInfo info(String name) {
    try (Davit engine = Davit.at(davit.root(), davit.state())) {
      return engine.find(name);
    }
  }

  /** The first process of a container; 0 if it does not run. */
  int pid(String name) {
    return info(name).status() instanceof Status.Running running ? running.pid() : 0;
  }

  /** Waits until something is so. */
  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Tool.DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never: " + what);
      }
      Thread.sleep(50);
    }
  }

  /** The daemon that runs now. */
  Optional<ProcessHandle> process() {
    String state = davit.state().toString();
    return ProcessHandle.allProcesses()
        .filter(
            p -> {
              List<String> words = words(p.pid());
              return words.contains("daemon") && words.contains(state);
            })
        .findFirst();
  }

  private static List<String> words(long pid) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
      return List.of(new String(line, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** As the kernel does it when there is no memory left. */
  void kill() {
    ProcessHandle daemon = process().orElseThrow();
    daemon.destroyForcibly();
    awaitEnd(daemon);
  }

  private static void awaitEnd(ProcessHandle daemon) {
    try {
      daemon.onExit().get(60L * Tool.SCALE, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("the daemon does not end", e);
    }
  }

  @Override
  public void close() {
    if (process().isEmpty() && !Files.isDirectory(davit.root().resolve("pods"))) {
      return;
    }
    run("pod", "ps");
    CriClient client = CriClient.at(davit.state().resolve("davit.sock"));
    for (PodSandbox pod :
        client
            .call(RuntimeService.LIST_POD_SANDBOX, ListPodSandboxRequest.builder().build())
            .items()) {
      client.call(RuntimeService.REMOVE_POD_SANDBOX, new RemovePodSandboxRequest(pod.id()));
    }
    ProcessHandle daemon = process().orElseThrow();
    daemon.destroy();
    awaitEnd(daemon);
    Workspace.delete(directory);
  }
}
