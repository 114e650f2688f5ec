package dev.davit.engine;

import dev.davit.image.volume.NamedVolume;
import dev.davit.image.volume.Volumes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The named volumes of a data root: directories that outlive containers. One is made when it is
 * first used by {@code -v NAME:/path}, or here. Safe for use by many threads and processes.
 */
public final class VolumeStore {

  private final Volumes volumes;
  private final NamedVolumes uses;

  VolumeStore(Volumes volumes, NamedVolumes uses) {
    this.volumes = volumes;
    this.uses = uses;
  }

  /**
   * Makes a volume; one that is there already stays as it is.
   *
   * @throws dev.davit.image.ImageException if it is no name
   */
  public NamedVolume create(String name, Map<String, String> labels) {
    return volumes.create(name, labels);
  }

  /** All volumes, by name. */
  public List<NamedVolume> list() {
    return volumes.list();
  }

  /** One volume, if it is there. */
  public Optional<NamedVolume> find(String name) {
    return volumes.find(name);
  }

  /** The containers that use a volume, running or not: their names, or ids. */
  public List<String> users(String name) {
    return uses.users(name);
  }

  /** The bytes that a volume takes on disk. */
  public long usageBytes(String name) {
    return volumes.usageBytes(name);
  }

  /**
   * Removes a volume and all that is on it.
   *
   * @throws dev.davit.image.ImageException if there is none, or a container uses it
   */
  public void remove(String name) {
    volumes.remove(name, uses.users(name));
  }

  /**
   * Removes all volumes that no container uses.
   *
   * @return their names
   */
  public List<String> prune() {
    List<String> removed = new ArrayList<>();
    for (NamedVolume volume : volumes.list()) {
      if (uses.users(volume.name()).isEmpty()) {
        volumes.remove(volume.name(), List.of());
        removed.add(volume.name());
      }
    }
    return removed;
  }
}
