package dev.davit.runtime.plan;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.DeviceNumber;
import dev.davit.linux.Mode;
import dev.davit.oci.runtime.Device;
import dev.davit.oci.runtime.DeviceType;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The devices that every container has (runtime-spec, config-linux), and those it asks for. */
public final class DevicePlan {

  private static final List<Device> DEFAULT =
      List.of(
          Device.character("/dev/null", 1, 3, 0666),
          Device.character("/dev/zero", 1, 5, 0666),
          Device.character("/dev/full", 1, 7, 0666),
          Device.character("/dev/random", 1, 8, 0666),
          Device.character("/dev/urandom", 1, 9, 0666),
          Device.character("/dev/tty", 5, 0, 0666));

  private static final Map<String, String> LINKS =
      Map.of(
          "fd", "/proc/self/fd",
          "stdin", "/proc/self/fd/0",
          "stdout", "/proc/self/fd/1",
          "stderr", "/proc/self/fd/2",
          "ptmx", "pts/ptmx");

  /** Who makes device nodes. */
  enum Maker {
    /** Init itself. */
    INIT,
    /**
     * The host side makes those that are asked for, since init is root of its user namespace only
     * (user_namespaces(7)); the others are the host's.
     */
    HOST,
    /** Nobody: all are the host's. */
    NOBODY
  }

  final List<Preparation> preparations = new ArrayList<>();
  final List<Step> made = new ArrayList<>();
  final List<Step> attached = new ArrayList<>();
  private final List<Preparation.Node> ofHostSide = new ArrayList<>();
  private final List<String> clones = new ArrayList<>();

  /** Plans {@code /dev}, unless the configuration brings the host's own. */
  DevicePlan(List<Mount> mounts, Linux linux, Maker maker) {
    boolean foreign =
        mounts.stream()
            .anyMatch(
                mount ->
                    MountPlan.isBind(mount)
                        && ContainerPath.of(ContainerPath.ROOT, mount.destination())
                            .toString()
                            .equals("/dev"));
    Map<String, Device> devices = new LinkedHashMap<>();
    if (!foreign) {
      DEFAULT.forEach(device -> devices.put(device.path(), device));
    }
    linux.devices().forEach(device -> devices.put(device.path(), device));
    Map<ContainerPath, List<DeviceStep.Node>> nodes = new LinkedHashMap<>();
    for (Device device : devices.values()) {
      boolean asked = linux.devices().contains(device);
      if (maker != Maker.INIT && device.type() != DeviceType.FIFO) {
        Optional<Preparation.Node> node =
            maker == Maker.HOST && asked ? ofHostSide(device, linux) : Optional.empty();
        node.ifPresentOrElse(its -> take(device.path(), its), () -> bind(device.path()));
      } else {
        ContainerPath path = ContainerPath.of(ContainerPath.ROOT, device.path());
        nodes
            .computeIfAbsent(path.parent(), key -> new ArrayList<>())
            .add(node(path, device, asked));
      }
    }
    if (!clones.isEmpty()) {
      preparations.add(new Preparation.MakeDevices(ofHostSide));
      made.add(new DeviceStep.CloneNodes(clones));
    }
    nodes.forEach((path, made) -> attached.add(new DeviceStep.MakeNodes(path, made)));
    if (!foreign) {
      attached.add(new DeviceStep.MakeLinks(LINKS));
    }
  }

  /** Whether a container has a device there without asking for it. */
  public static boolean isAlwaysThere(String path) {
    return DEFAULT.stream().anyMatch(device -> device.path().equals(path));
  }

  private void bind(String path) {
    made.add(new FilesystemStep.CloneHostPath("host " + path, path, 0));
    ContainerPath target = ContainerPath.of(ContainerPath.ROOT, path);
    attached.add(
        new FilesystemStep.Attach(
            "the host's " + path, "", "host " + path, target, true, FilesystemStep.Way.INSIDE));
  }

  /**
   * The node that the host side makes for a container with a user namespace of its own.
   *
   * @return empty if its owner has no id on the host
   */
  public static Optional<Preparation.Node> ofHostSide(Device device, Linux linux) {
    Optional<Long> uid = new IdMap(linux.uidMappings()).toHost(device.uid().orElse(0L));
    Optional<Long> gid = new IdMap(linux.gidMappings()).toHost(device.gid().orElse(0L));
    if (uid.isEmpty() || gid.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Preparation.Node(mode(device), number(device), uid.get(), gid.get()));
  }

  private void take(String path, Preparation.Node node) {
    String clone = "device " + path;
    ofHostSide.add(node);
    clones.add(clone);
    ContainerPath target = ContainerPath.of(ContainerPath.ROOT, path);
    attached.add(
        new FilesystemStep.Attach(
            "the device", "", clone, target, true, FilesystemStep.Way.INSIDE));
  }

  private static DeviceStep.Node node(ContainerPath path, Device device, boolean asked) {
    Optional<DeviceNumber> number =
        device.type() == DeviceType.FIFO ? Optional.empty() : Optional.of(number(device));
    return new DeviceStep.Node(
        path.name(), mode(device), number, device.uid().orElse(0L), device.gid().orElse(0L), asked);
  }

  private static int mode(Device device) {
    int type =
        switch (device.type()) {
          case BLOCK -> Mode.S_IFBLK;
          case FIFO -> Mode.S_IFIFO;
          default -> Mode.S_IFCHR;
        };
    return type | device.fileMode().orElse(0666L).intValue() & 07777;
  }

  private static DeviceNumber number(Device device) {
    return new DeviceNumber(
        device.major().orElse(0L).intValue(), device.minor().orElse(0L).intValue());
  }
}
