package dev.davit.engine.pod;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pods and their containers, with one method for each call of the CRI's RuntimeService. It is safe
 * for use by many threads; nothing is locked but the pod or container that a call is about.
 *
 * <pre>{@code
 * try (Davit davit = Davit.open()) {
 *   Pods pods = davit.pods();
 *   PodStatus pod = pods.run(PodConfig.of("web"));
 *   String id = pods.createContainer(pod.id(), ContainerConfig.of("app", "busybox").withCommand("httpd", "-f"));
 *   pods.startContainer(id);
 *   System.out.println("listening on " + pod.addresses().get(0));
 *   pods.remove(pod.id());
 * }
 * }</pre>
 *
 * <p>Opening it adopts every pod and container below the same roots: they ran on while no Java
 * program watched them, and their exit codes, times, addresses and output were kept. Closing it
 * leaves them alone.
 *
 * <p>Every id may be the beginning of one that fits only once. Ids that fit nothing make {@link
 * PodException} {@code NOT_FOUND}, but for {@link #stop}, {@link #remove}, {@link #stopContainer}
 * and {@link #removeContainer}, which succeed.
 */
public interface Pods {

  /**
   * Makes a sandbox and its network. If there is one of the same name, namespace, uid and attempt,
   * or one is being made, that is the result: a retry is safe.
   *
   * @throws PodException {@code INVALID}, {@code UNSUPPORTED}, {@code NETWORK}, or {@code FAILED};
   *     nothing is left then
   */
  default PodStatus run(PodConfig config) {
    return run(config, "");
  }

  /**
   * The same with a runtime handler.
   *
   * @param runtimeHandler kept for the status; the empty one and {@code davit} are known
   * @throws PodException {@code INVALID} for another handler
   */
  PodStatus run(PodConfig config, String runtimeHandler);

  /** Kills all its containers and takes its network away; its records stay. May be repeated. */
  void stop(String podId);

  /** Stops and removes it with all its containers. May be repeated. */
  void remove(String podId);

  /** One sandbox as of now. */
  PodStatus status(String podId);

  /** The configuration that a sandbox was made of. */
  PodConfig config(String podId);

  /** Sandboxes, the latest first. */
  List<PodStatus> list(PodFilter filter);

  /** Changes what a pod as a whole may use: the sum of both. */
  void update(String podId, LinuxResources overhead, LinuxResources resources);

  /** What a pod uses. */
  PodStats stats(String podId);

  /** Connects to a TCP port inside of a pod. */
  PortSession portForward(String podId, int port);

  /**
   * Makes a container. If there is one of the same name and attempt in the pod, that is the result.
   *
   * <p>In the place of an image may be the path of an archive of a checkpoint, or an image that was
   * made of one: then it is restored when it is started. The image that it had has to be here.
   *
   * @return its id
   * @throws PodException {@code WRONG_STATE} if the sandbox is not ready; {@code INVALID}; {@code
   *     UNSUPPORTED}
   */
  String createContainer(String podId, ContainerConfig config);

  /**
   * Starts a container that was made; returns when its program has been executed.
   *
   * @throws PodException {@code WRONG_STATE} if it was started before
   */
  void startContainer(String containerId);

  /**
   * Asks a container to end by its stop signal, and kills all its processes when the time is over;
   * returns when it has ended. A time of zero kills at once.
   */
  void stopContainer(String containerId, Duration grace);

  /** Removes a container; kills it if it runs. */
  void removeContainer(String containerId);

  /** One container as of now. */
  ContainerStatus containerStatus(String containerId);

  /** The configuration that a container was made of, with the changes of later updates. */
  ContainerConfig containerConfig(String containerId);

  /** Containers, the latest first. */
  List<ContainerStatus> containers(ContainerFilter filter);

  /**
   * Changes limits; what is 0 or empty stays as it is.
   *
   * @param annotations added to those of the container
   */
  void updateContainer(
      String containerId, LinuxResources resources, Map<String, String> annotations);

  /** Sends a signal to the first process of a container. */
  void killContainer(String containerId, dev.davit.linux.Signal signal);

  /** Stops all processes of a container where they are (freezer of its cgroup). */
  void pauseContainer(String containerId);

  /** Lets them go on. */
  void resumeContainer(String containerId);

  /** Closes the log of a container and opens it again by its path, which a rotation has moved. */
  void reopenContainerLog(String containerId);

  /**
   * Waits until a container has ended.
   *
   * @return its status, of which the state says whether it still runs
   * @throws InterruptedException if the thread is interrupted
   */
  ContainerStatus awaitExit(String containerId, Duration timeout) throws InterruptedException;

  /**
   * Runs a command in a container and gives its output.
   *
   * @param timeout after it the command is killed and {@code TIMEOUT} thrown; zero for none
   * @param limitBytes the most bytes of output, and of errors, that are given; the rest is read and
   *     dropped
   */
  ExecOutput execSync(String containerId, List<String> command, Duration timeout, int limitBytes);

  /** Runs a command in a container with streams. */
  ExecSession exec(String containerId, ExecConfig config);

  /** Joins the streams of a container's first process. */
  AttachSession attach(String containerId);

  /** What a container uses. */
  ContainerStats containerStats(String containerId);

  /**
   * Saves a container that runs, with its memory, its files and its log, into an archive as kubelet
   * asks for it ({@link dev.davit.engine.checkpoint.CheckpointArchive}); it goes on. {@link
   * #createContainer} with the archive in the place of the image makes a container of it, which
   * goes on where this was when it is started.
   *
   * @param location the file of the archive, as an absolute path; it is replaced if it is there
   * @param timeout after it the container goes on and nothing is saved; zero for no limit
   * @throws PodException {@code UNSUPPORTED} where this machine has no criu, or one that does not
   *     know its kernel; {@code WRONG_STATE} if it does not run; {@code INVALID} for a place where
   *     no archive can be; {@code TIMEOUT}; {@code FAILED} if it cannot be saved
   */
  void checkpointContainer(String containerId, Path location, Duration timeout);

  /** The same in another way. */
  void checkpointContainer(String containerId, Path location, CheckpointOptions options);

  /**
   * Saves containers of a pod, which stand still together until all are saved, and go on then. What
   * is in the pod's own IPC namespace is not saved.
   *
   * @param directory where their archives go; it is made if it is not there
   * @param containerIds all that run if it is empty
   * @param timeout after it they go on and nothing is saved; zero for no limit
   * @throws PodException as {@link #checkpointContainer(String, Path, Duration)}
   */
  void checkpoint(String podId, Path directory, List<String> containerIds, Duration timeout);

  /**
   * Makes a pod, and containers in it that go on where those of a saved one were. What a checkpoint
   * says of mounts, devices, limits and rights is not believed: these are the caller's.
   *
   * @param directory of {@link #checkpoint}
   * @param config that of the pod, which is needed
   * @param configs those of its containers that are restored, found by their names; one at least
   * @throws PodException {@code UNSUPPORTED}, {@code INVALID}, or as {@link #run} and {@link
   *     #startContainer}; there is no such pod then
   */
  RestoredPod restore(
      Path directory,
      Optional<PodConfig> config,
      String runtimeHandler,
      List<ContainerConfig> configs);

  /** Everything that happens from now on. */
  EventSubscription events();

  /** Whether pods can get a network. */
  NetworkReadiness network();

  /** Whether pods can have user namespaces of their own on this machine. */
  boolean hasUserNamespaces();

  /**
   * Looks whether a pod's interface is as the network has made it.
   *
   * @return what is wrong with it; empty if nothing is, or if the pod has no network of its own
   * @throws PodException {@code NOT_FOUND}
   */
  Optional<String> checkNetwork(String podId);

  /**
   * Tells the address range of the pods of this machine (CRI UpdateRuntimeConfig): later pods of
   * the built-in bridge get addresses of it.
   *
   * @param podCidr one or two ranges with a comma between; empty does nothing
   */
  void updateNetwork(String podCidr);
}
