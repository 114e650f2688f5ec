package dev.davit.manifest;

import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.Mount;
import dev.davit.engine.pod.DavitAnnotations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The volumes of a Pod: of kinds emptyDir and hostPath. */
final class VolumeFields {

  private static final Set<String> TYPES =
      Set.of("", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");

  private static final String[] OTHERS = {
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "configMap",
    "csi",
    "downwardAPI",
    "ephemeral",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "gitRepo",
    "glusterfs",
    "image",
    "iscsi",
    "nfs",
    "persistentVolumeClaim",
    "photonPersistentDisk",
    "portworxVolume",
    "projected",
    "quobyte",
    "rbd",
    "scaleIO",
    "secret",
    "storageos",
    "vsphereVolume"
  };

  private final Map<String, PodPlan.Volume> volumes = new LinkedHashMap<>();

  /** Those in memory: by name, the size, which may be empty. */
  private final Map<String, Optional<Long>> memory = new LinkedHashMap<>();

  private final Map<String, String> paths = new LinkedHashMap<>();

  VolumeFields(List<Fields> list) {
    for (Fields volume : list) {
      String name = volume.required("name");
      if (volumes.containsKey(name)) {
        throw volume.wrong("name", "\"" + name + "\": given twice");
      }
      paths.put(name, volume.at("emptyDir.medium"));
      volumes.put(name, volume(volume, name));
      volume.end();
    }
  }

  private PodPlan.Volume volume(Fields volume, String name) {
    volume.unsupported(OTHERS);
    Optional<Fields> empty = volume.object("emptyDir");
    Optional<Fields> host = volume.object("hostPath");
    if (empty.isPresent() == host.isPresent()) {
      throw volume.wrong("name", "\"" + name + "\": needs one of emptyDir and hostPath");
    }
    return empty.isPresent() ? empty(empty.get(), name) : host(host.orElseThrow());
  }

  private PodPlan.Volume empty(Fields empty, String name) {
    String medium = empty.text("medium").orElse("");
    Optional<String> size = empty.scalar("sizeLimit");
    empty.end();
    if (medium.equals("Memory")) {
      memory.put(name, size.map(s -> Quantity.bytes(empty.at("sizeLimit"), s)));
    } else if (!medium.isEmpty()) {
      throw empty.wrong("medium", "\"" + medium + "\": not supported: leave it out or use Memory");
    } else if (size.isPresent()) {
      throw empty.wrong("sizeLimit", "not supported of a volume on disk: use medium Memory");
    }
    return new PodPlan.Volume.EmptyDir();
  }

  private static PodPlan.Volume host(Fields host) {
    String path = host.required("path");
    String type = host.text("type").orElse("");
    host.end();
    if (!path.startsWith("/")) {
      throw host.wrong("path", "\"" + path + "\": not an absolute path");
    }
    if (!TYPES.contains(type)) {
      throw host.wrong("type", "\"" + type + "\": not supported");
    }
    return new PodPlan.Volume.HostPath(path, type);
  }

  boolean has(String name) {
    return volumes.containsKey(name);
  }

  Map<String, PodPlan.Volume> volumes() {
    Map<String, PodPlan.Volume> onDisk = new LinkedHashMap<>(volumes);
    onDisk.keySet().removeAll(memory.keySet());
    return onDisk;
  }

  /** A volume in memory is a file system of one container: more than one cannot share it. */
  List<ContainerConfig> inMemory(List<ContainerConfig> containers) {
    Map<String, Integer> uses = new LinkedHashMap<>();
    List<ContainerConfig> changed = new ArrayList<>();
    for (ContainerConfig container : containers) {
      List<Mount> mounts = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      for (Mount mount : container.mounts()) {
        Optional<String> name =
            memory.keySet().stream()
                .filter(n -> mount.hostPath().equals(PodPlan.volume(n)))
                .findFirst();
        if (name.isEmpty()) {
          mounts.add(mount);
          continue;
        }
        if (uses.merge(name.get(), 1, Integer::sum) > 1) {
          throw new ManifestException(
              paths.get(name.get()) + ": Memory: not supported of a volume that is mounted twice");
        }
        lines.add(
            mount.containerPath()
                + ":mode=1777"
                + memory.get(name.get()).map(s -> ",size=" + s).orElse("")
                + (mount.readonly() ? ",ro" : ""));
      }
      Map<String, String> annotations = new LinkedHashMap<>(container.annotations());
      if (!lines.isEmpty()) {
        annotations.put(DavitAnnotations.TMPFS, String.join("\n", lines));
      }
      changed.add(container.toBuilder().mounts(mounts).annotations(annotations).build());
    }
    return changed;
  }
}
