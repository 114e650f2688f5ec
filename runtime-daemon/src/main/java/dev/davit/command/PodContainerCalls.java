package dev.davit.command;

import dev.davit.cri.v1.ContainerStatus;
import dev.davit.cri.v1.ContainerStatusRequest;
import dev.davit.cri.v1.PodSandboxStatusRequest;
import dev.davit.cri.v1.PodSandboxStatusResponse;
import dev.davit.cri.v1.RemoveContainerRequest;
import dev.davit.cri.v1.RemovePodSandboxRequest;
import dev.davit.cri.v1.RuntimeService;
import dev.davit.cri.v1.StartContainerRequest;
import dev.davit.cri.v1.StopContainerRequest;
import dev.davit.engine.ContainerException;
import dev.davit.engine.ContainerException.Reason;
import dev.davit.engine.ContainerInfo;
import dev.davit.engine.pod.DavitAnnotations;
import java.time.Duration;

/** What only the keeper of its pod can do with a container. */
final class PodContainerCalls {

  private final ContainerInfo container;
  private final DaemonClient daemon;

  /** Of a container that is in a pod; the daemon is started if it does not run. */
  PodContainerCalls(ContainerInfo container, Session session) {
    this.container = container;
    this.daemon = DaemonAccess.daemon(session);
  }

  /**
   * The calls of a container whose streams the daemon has.
   *
   * @throws ContainerException if it is one of the foreground
   */
  static PodContainerCalls of(String nameOrId, String what, Session session) {
    ContainerInfo found = session.davit().find(nameOrId);
    if (found.pod().isEmpty()) {
      throw new ContainerException(
          Reason.NOT_RUNNING,
          "container "
              + nameOrId
              + ": "
              + what
              + ": only of containers that the daemon keeps: those of davit run -d and of pods");
    }
    return new PodContainerCalls(found, session);
  }

  ContainerInfo container() {
    return container;
  }

  DaemonClient daemon() {
    return daemon;
  }

  String name() {
    return container.name().orElse(container.shortId());
  }

  void stop(Duration grace) {
    daemon.call(
        RuntimeService.STOP_CONTAINER, new StopContainerRequest(container.id(), grace.toSeconds()));
  }

  /** Starts one that was not started, or has ended and may start again. */
  void start() {
    daemon.call(RuntimeService.START_CONTAINER, new StartContainerRequest(container.id()));
  }

  /** Removes it; with the pod that was made for it. */
  void remove(boolean force) {
    ContainerStatus status = status();
    if (!force && status.state() == dev.davit.cri.v1.ContainerState.CONTAINER_RUNNING) {
      throw new ContainerException(
          Reason.RUNNING,
          "container " + name() + ": running: stop it first, or use the force: davit rm -f");
    }
    String pod = container.pod().orElseThrow();
    if (isDetached(pod)) {
      daemon.call(RuntimeService.REMOVE_POD_SANDBOX, new RemovePodSandboxRequest(pod));
    } else {
      daemon.call(RuntimeService.REMOVE_CONTAINER, new RemoveContainerRequest(container.id()));
    }
  }

  private boolean isDetached(String pod) {
    PodSandboxStatusResponse response =
        daemon.call(
            RuntimeService.POD_SANDBOX_STATUS,
            PodSandboxStatusRequest.builder().podSandboxId(pod).build());
    return response
        .status()
        .map(s -> s.annotations().containsKey(DavitAnnotations.DETACHED))
        .orElse(false);
  }

  ContainerStatus status() {
    return daemon
        .call(
            RuntimeService.CONTAINER_STATUS,
            ContainerStatusRequest.builder().containerId(container.id()).build())
        .status()
        .orElseThrow();
  }
}
