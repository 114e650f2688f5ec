package dev.davit.nativetest;

import dev.davit.engine.Davit;
import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.ContainerSecurity;
import dev.davit.engine.pod.ExecOutput;
import dev.davit.engine.pod.PodFilter;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSettings;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Roots for pods of one test, with the images that all tests share. */
final class PodRoots implements AutoCloseable {
  private final Path directory = Workspace.directory("pods");
  private final Davit davit;
  private final Pods pods;

  private PodRoots(PodSettings settings, String cgroupParent) {
    DavitCommand shared = SharedImages.busybox();
    davit = Davit.at(shared.root(), directory.resolve("state"));
    pods = davit.pods(settings.withCgroupParent(cgroupParent));
  }

  static PodRoots fresh() {
    return with(PodSettings.defaults().withNetwork(new PodNetwork.None()));
  }

  static PodRoots with(PodSettings settings) {
    return new PodRoots(settings, "/" + Workspace.NAME);
  }

  static PodRoots below(String cgroupParent, PodSettings settings) {
    return new PodRoots(settings, cgroupParent);
  }

  Pods pods() {
    return pods;
  }

  Davit davit() {
    return davit;
  }

  Path logs() {
    return directory.resolve("logs");
  }

  /** A container that does nothing until it is killed. */
  static ContainerConfig sleeper(String name) {
    return ContainerConfig.of(name, SharedImages.BUSYBOX).withCommand("sleep", "1000");
  }

  /** The same with other rights. */
  static ContainerConfig sleeper(String name, ContainerSecurity security) {
    ContainerConfig config = sleeper(name);
    return config.withLinux(config.linux().withSecurity(security));
  }

  /** Makes a container and starts it. */
  String start(PodStatus pod, ContainerConfig config) {
    String id = pods.createContainer(pod.id(), config);
    pods.startContainer(id);
    return id;
  }

  /** Executes a script in a container. */
  ExecOutput run(String container, String script) {
    return pods.execSync(container, List.of("sh", "-c", script), Tool.DEADLINE, 1 << 20);
  }

  /** What a script says that is executed in a container, its errors behind its output. */
  String shell(String container, String script) {
    ExecOutput output = run(container, script);
    return new String(output.stdout(), StandardCharsets.UTF_8)
        + new String(output.stderr(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    for (PodStatus pod : pods.list(PodFilter.of())) {
      pods.remove(pod.id());
    }
    davit.close();
    Workspace.delete(directory);
  }
}
