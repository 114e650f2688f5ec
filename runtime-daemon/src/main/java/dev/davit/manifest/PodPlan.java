package dev.davit.manifest;

import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.Mount;
import dev.davit.cri.v1.PodSandboxConfig;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A pod to be made.
 *
 * @param sandbox what RunPodSandbox is asked for
 * @param containers what CreateContainer is asked for, in order; a mount whose {@code hostPath} is
 *     {@link #volume} of a name has to be given the path of that volume
 * @param volumes by name
 * @param pull by the name of an image, when it is to be pulled: Always, IfNotPresent or Never
 */
public record PodPlan(
    PodSandboxConfig sandbox,
    List<ContainerConfig> containers,
    Map<String, Volume> volumes,
    Map<String, String> pull) {

  /** The annotation of a pod with the seconds that its containers have to end. */
  public static final String GRACE = "davit.dev/grace-seconds";

  private static final String PREFIX = "volume:";

  /** Copies the collections. */
  public PodPlan {
    containers = List.copyOf(containers);
    volumes = Map.copyOf(volumes);
    pull = Map.copyOf(pull);
  }

  /** What stands for the path of a volume. */
  static String volume(String name) {
    return PREFIX + name;
  }

  /** The containers, with the paths of their volumes. */
  public List<ContainerConfig> containers(Function<String, String> paths) {
    return containers.stream()
        .map(
            c ->
                c.toBuilder()
                    .mounts(c.mounts().stream().map(m -> mount(m, paths)).toList())
                    .build())
        .toList();
  }

  private static Mount mount(Mount mount, Function<String, String> paths) {
    return mount.hostPath().startsWith(PREFIX)
        ? mount.toBuilder()
            .hostPath(paths.apply(mount.hostPath().substring(PREFIX.length())))
            .build()
        : mount;
  }

  /** Where the files of a volume are. */
  public sealed interface Volume {

    /** In a directory of the pod, which goes with it. */
    record EmptyDir() implements Volume {}

    /**
     * On the machine.
     *
     * @param path absolute
     * @param type what has to be there, in the words of Kubernetes; empty for anything
     */
    record HostPath(String path, String type) implements Volume {}
  }
}
