package dev.davit.nativetest;

import dev.davit.engine.Davit;
import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodNetwork;
import dev.davit.engine.pod.PodSettings;
import dev.davit.engine.pod.PodStatus;
import dev.davit.engine.pod.Pods;
import java.nio.file.Path;

/** A Java program that keeps pods, to be killed: see {@link PodSurvivalTest}. */
final class PodKeeper {
  private PodKeeper() {}

  static PodSettings settings(String host, String cgroup) {
    return PodSettings.defaults()
        .withNetwork(new PodNetwork.Bridge("dvkept", java.util.List.of("10.98.0.0/24"), 0, false))
        .withHostNetwork(Path.of(host))
        .withCgroupParent(cgroup);
  }

  /**
   * Arguments: data root, state root, network namespace, cgroup, log directory, script, whether
   * with a terminal.
   */
  public static void main(String[] arguments) throws Exception {
    Davit davit = Davit.at(Path.of(arguments[0]), Path.of(arguments[1]));
    Pods pods = davit.pods(settings(arguments[2], arguments[3]));
    PodStatus pod = pods.run(PodConfig.of("kept").withLogDirectory(arguments[4]));
    String id =
        pods.createContainer(
            pod.id(),
            ContainerConfig.of("counter", SharedImages.BUSYBOX)
                .withCommand("sh", "-c", arguments[5])
                .withTty(Boolean.parseBoolean(arguments[6]))
                .withLogPath("counter.log"));
    pods.startContainer(id);
    System.out.println(pod.id() + " " + id);
    System.out.flush();
    Thread.sleep(Long.MAX_VALUE);
  }
}
