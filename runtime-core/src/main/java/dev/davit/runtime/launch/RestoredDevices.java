package dev.davit.runtime.launch;

import dev.davit.oci.runtime.Device;
import dev.davit.oci.runtime.DeviceType;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerException;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.DevicePlan;
import dev.davit.runtime.plan.Preparation;
import dev.davit.runtime.state.ContainerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The devices that were made for a container with a user namespace, which was given each as a mount
 * from outside. A restore makes them anew, where criu sees them, and nobody else.
 */
final class RestoredDevices {

  /** Criu opens sources as the container's root, who may not look into our own directories. */
  private static final List<Path> PLACES =
      List.of(Path.of("/mnt"), Path.of("/media"), Path.of("/srv"), Path.of("/opt"));

  private final Map<String, Preparation.Node> nodes = new LinkedHashMap<>();

  /**
   * Those of one container.
   *
   * @param mountPoints where something was mounted from outside when it was saved
   */
  RestoredDevices(Spec spec, Host host, Collection<String> mountPoints) {
    Linux linux = spec.linux().orElse(Linux.empty());
    boolean made =
        linux.namespace(NamespaceType.USER).filter(own -> own.path().isEmpty()).isPresent()
            && !host.userNamespace();
    for (Device device : made ? linux.devices() : List.<Device>of()) {
      if (device.type() != DeviceType.FIFO && mountPoints.contains(device.path())) {
        DevicePlan.ofHostSide(device, linux).ifPresent(node -> nodes.put(device.path(), node));
      }
    }
  }

  boolean isEmpty() {
    return nodes.isEmpty();
  }

  /** What makes them. */
  Preparation preparation() {
    return new Preparation.MakeDevices(List.copyOf(nodes.values()));
  }

  /**
   * A directory in whose place criu can be shown them.
   *
   * @param used what criu needs of the host, which must not be covered
   * @throws ContainerException if there is none
   */
  static Path place(ContainerId id, Collection<Path> used) {
    return PLACES.stream()
        .filter(Files::isDirectory)
        .filter(place -> used.stream().noneMatch(path -> path.toAbsolutePath().startsWith(place)))
        .findFirst()
        .orElseThrow(
            () ->
                new ContainerException(
                    id,
                    "restore: $.linux.devices: criu is shown them in the place of one of "
                        + PLACES
                        + ", and each is missing, or has a mount or the images of the container"));
  }

  /** Where they are then, by mount point. */
  Map<String, Path> in(Path place) {
    Map<String, Path> sources = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(nodes.keySet());
    for (int i = 0; i < names.size(); i++) {
      sources.put(names.get(i), place.resolve(Integer.toString(i)));
    }
    return sources;
  }
}
