package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import java.nio.file.Path;
import java.util.List;

/** The devices of the Container Device Interface. */
final class CdiRegistry {

  private final List<Path> directories;

  CdiRegistry(List<Path> directories) {
    this.directories = directories;
  }

  /** Adds what the devices that a container asks for by name consist of. */
  void inject(ContainerConfig config, HostDevices devices) {
    if (!config.cdiDevices().isEmpty()) {
      throw new PodException(
          Reason.UNSUPPORTED, "CDI device " + config.cdiDevices().get(0) + ": " + directories);
    }
  }
}
