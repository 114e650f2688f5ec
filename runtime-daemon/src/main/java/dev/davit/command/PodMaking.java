package dev.davit.command;

import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.CreateContainerRequest;
import dev.davit.cri.v1.PodSandboxConfig;
import dev.davit.cri.v1.RemovePodSandboxRequest;
import dev.davit.cri.v1.RunPodSandboxRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StartContainerRequest;
import dev.davit.daemon.DaemonException;
import java.util.function.Function;

/**
 * A pod that the daemon is making, with its containers.
 *
 * @param daemon that makes it
 * @param sandbox what it is
 * @param id of the pod
 */
record PodMaking(DaemonClient daemon, PodSandboxConfig sandbox, String id) {

  /** Makes a pod; of one whose containers cannot be made nothing is left. */
  static <T> T make(
      DaemonClient daemon, PodSandboxConfig sandbox, Function<PodMaking, T> containers) {
    String pod =
        daemon
            .call(
                RuntimeService.RUN_POD_SANDBOX,
                RunPodSandboxRequest.builder().config(sandbox).build())
            .podSandboxId();
    try {
      return containers.apply(new PodMaking(daemon, sandbox, pod));
    } catch (RuntimeException e) {
      try {
        daemon.call(RuntimeService.REMOVE_POD_SANDBOX, new RemovePodSandboxRequest(pod));
      } catch (DaemonException undo) {
        e.addSuppressed(undo);
      }
      throw e;
    }
  }

  /**
   * Makes a container in it.
   *
   * @return its id
   */
  String create(ContainerConfig container) {
    return daemon
        .call(
            RuntimeService.CREATE_CONTAINER,
            CreateContainerRequest.builder()
                .podSandboxId(id)
                .config(container)
                .sandboxConfig(sandbox)
                .build())
        .containerId();
  }

  void start(String container) {
    daemon.call(RuntimeService.START_CONTAINER, new StartContainerRequest(container));
  }
}
