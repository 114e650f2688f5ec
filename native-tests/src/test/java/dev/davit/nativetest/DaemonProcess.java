package dev.davit.nativetest;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.cri.CriClient;
import dev.davit.cri.CriException;
import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.ContainerMetadata;
import dev.davit.cri.v1.ContainerStatusRequest;
import dev.davit.cri.v1.CreateContainerRequest;
import dev.davit.cri.v1.ExecSyncRequest;
import dev.davit.cri.v1.ExecSyncResponse;
import dev.davit.cri.v1.ImageSpec;
import dev.davit.cri.v1.ListPodSandboxRequest;
import dev.davit.cri.v1.PodSandbox;
import dev.davit.cri.v1.PodSandboxConfig;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.PodSandboxStatusRequest;
import dev.davit.cri.v1.RemovePodSandboxRequest;
import dev.davit.cri.v1.RunPodSandboxRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StartContainerRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real {@code davit daemon} as a process of its own, which can be killed and started again. */
final class DaemonProcess implements AutoCloseable {
  private final Path directory = Workspace.directory("daemon");
  private final DavitCommand davit;
  private final List<String> prefix;
  private final List<String> options;
  private Process process;

  private DaemonProcess(List<String> prefix, String... options) {
    this.prefix = prefix;
    davit = new DavitCommand(SharedImages.busybox().root(), directory.resolve("state"));
    this.options = List.of(options);
  }

  /** With pods that have no network. */
  static DaemonProcess started() {
    DaemonProcess daemon = new DaemonProcess(List.of(), "--network", "none");
    daemon.start();
    return daemon;
  }

  /** In a network namespace that it takes for the host's, with a network for its pods. */
  static DaemonProcess startedIn(HostNamespace host, String... options) {
    DaemonProcess daemon = new DaemonProcess(List.of("nsenter", "--net=" + host.path()), options);
    daemon.start();
    return daemon;
  }

  void start() {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(davit.line("daemon", "--socket", socket().toString()));
    line.addAll(List.of("--cgroup-parent", "/" + Workspace.NAME));
    line.addAll(options);
    try {
      process = new ProcessBuilder(line).redirectErrorStream(true).start();
      BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      StringBuilder said = new StringBuilder();
      for (String text = output.readLine(); ; text = output.readLine()) {
        if (text == null) {
          throw new AssertionError("the daemon ended: " + said);
        }
        said.append(text).append('\n');
        if (text.contains("serving on")) {
          break;
        }
      }
      Tool.drain(process.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DavitCommand davit() {
    return davit;
  }

  Path socket() {
    return directory.resolve("s");
  }

  Path logs() {
    return directory.resolve("logs");
  }

  CriClient client() {
    return CriClient.at(socket());
  }

  long pid() {
    return process.pid();
  }

  /** As the kernel does it when there is no memory left. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** By SIGTERM. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(Tool.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the daemon did not end by SIGTERM");
    }
    return process.exitValue();
  }

  /** A pod of this name. */
  String pod(String name) {
    return pod(podConfig(name));
  }

  String pod(PodSandboxConfig config) {
    return client()
        .call(RuntimeService.RUN_POD_SANDBOX, RunPodSandboxRequest.builder().config(config).build())
        .podSandboxId();
  }

  /** What a command in a container writes; it has to succeed. */
  String exec(String container, String... command) {
    ExecSyncResponse said =
        client()
            .call(
                RuntimeService.EXEC_SYNC,
                ExecSyncRequest.builder().containerId(container).cmd(List.of(command)).build(),
                Tool.DEADLINE);
    if (said.exitCode() != 0) {
      throw new AssertionError(
          String.join(" ", command)
              + ": exit "
              + said.exitCode()
              + ": "
              + said.stdout().utf8()
              + said.stderr().utf8());
    }
    return said.stdout().utf8();
  }

  /** What the daemon says of a pod besides its status. */
  JsonObject podInfo(String pod) {
    return JsonParser.parseString(
            client()
                .call(
                    RuntimeService.POD_SANDBOX_STATUS,
                    PodSandboxStatusRequest.builder().podSandboxId(pod).verbose(true).build())
                .info()
                .get("info"))
        .getAsJsonObject();
  }

  /** The first process of a container. */
  int containerPid(String container) {
    return JsonParser.parseString(
            client()
                .call(
                    RuntimeService.CONTAINER_STATUS,
                    ContainerStatusRequest.builder().containerId(container).verbose(true).build())
                .info()
                .get("info"))
        .getAsJsonObject()
        .get("pid")
        .getAsInt();
  }

  /** The addresses of a pod, the first one first. */
  List<String> addresses(String pod) {
    List<String> addresses = new ArrayList<>();
    podInfo(pod).getAsJsonArray("addresses").forEach(a -> addresses.add(a.getAsString()));
    return addresses;
  }

  PodSandboxConfig podConfig(String name) {
    return PodSandboxConfig.builder()
        .metadata(
            PodSandboxMetadata.builder().name(name).uid("uid-" + name).namespace("test").build())
        .hostname(name)
        .logDirectory(logs().resolve(name).toString())
        .build();
  }

  /** A container that runs a script of the shell, started. */
  String container(String pod, String name, String script) {
    String id = created(pod, name, script);
    client().call(RuntimeService.START_CONTAINER, new StartContainerRequest(id));
    return id;
  }

  String created(String pod, String name, String script) {
    return created(pod, name, script, Map.of());
  }

  String created(String pod, String name, String script, Map<String, String> annotations) {
    return client()
        .call(
            RuntimeService.CREATE_CONTAINER,
            CreateContainerRequest.builder()
                .podSandboxId(pod)
                .config(
                    ContainerConfig.builder()
                        .metadata(new ContainerMetadata(name, 0))
                        .image(ImageSpec.builder().image(SharedImages.BUSYBOX).build())
                        .command(List.of("sh", "-c", script))
                        .logPath(name + ".log")
                        .annotations(annotations)
                        .build())
                .build())
        .containerId();
  }

  @Override
  public void close() {
    try {
      if (!process.isAlive()) {
        start();
      }
      for (PodSandbox pod :
          client()
              .call(RuntimeService.LIST_POD_SANDBOX, ListPodSandboxRequest.builder().build())
              .items()) {
        client().call(RuntimeService.REMOVE_POD_SANDBOX, new RemovePodSandboxRequest(pod.id()));
      }
    } catch (CriException e) {
      throw new AssertionError("the daemon does not answer any more", e);
    } finally {
      try {
        stop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Workspace.delete(directory);
    }
  }
}
