package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.Mode;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Stat;
import dev.davit.oci.runtime.Device;
import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.DeviceType;
import dev.davit.oci.runtime.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Devices of the host, as nodes and rules for a container. */
final class HostDevices {

  private static final int PERMISSIONS = 0777;
  private static final int DEPTH_MAX = 8;

  /**
   * What a container gets.
   *
   * @param devices nodes
   * @param rules what may be done with them
   * @param mounts that come with CDI devices
   * @param env variables that come with CDI devices
   */
  record Found(
      List<Device> devices, List<DeviceRule> rules, List<Mount> mounts, Map<String, String> env) {}

  private final List<Device> devices = new ArrayList<>();
  private final List<DeviceRule> rules = new ArrayList<>();
  private final List<Mount> mounts = new ArrayList<>();
  private final Map<String, String> env = new HashMap<>();

  /** Adds a device, or all devices in a directory. */
  void add(PodDevice asked) {
    Path source = Path.of(asked.hostPath());
    if (!Files.isDirectory(source)) {
      add(source, asked.containerPath(), asked.permissions());
      return;
    }
    try (Stream<Path> below = Files.walk(source, DEPTH_MAX)) {
      for (Path node : below.filter(p -> !Files.isDirectory(p)).toList()) {
        if (isDevice(node)) {
          add(node, asked.containerPath() + "/" + source.relativize(node), asked.permissions());
        }
      }
    } catch (IOException e) {
      throw new PodException(Reason.INVALID, "device " + source + ": " + e.getMessage(), e);
    }
  }

  /** Adds all devices of the host, as privileged containers have them. */
  void addAll() {
    try (Stream<Path> below = Files.walk(Path.of("/dev"), DEPTH_MAX)) {
      for (Path node : below.toList()) {
        boolean ours =
            Stream.of(
                    "/dev/pts/",
                    "/dev/shm/",
                    "/dev/mqueue/",
                    "/dev/console",
                    "/dev/ptmx",
                    "/dev/fd")
                .anyMatch(node.toString()::startsWith);
        if (!ours && !Files.isSymbolicLink(node) && isDevice(node)) {
          add(node, node.toString(), "rwm");
        }
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new PodException(Reason.FAILED, "/dev: list: " + e.getMessage(), e);
    }
  }

  private static boolean isDevice(Path node) {
    try {
      Stat stat = Metadata.stat(Fd.CWD, node.toString(), 0);
      return stat.type() == Mode.S_IFCHR || stat.type() == Mode.S_IFBLK;
    } catch (ErrnoException e) {
      return false;
    }
  }

  private void add(Path source, String place, String permissions) {
    try {
      Stat stat = Metadata.stat(Fd.CWD, source.toString(), 0);
      if (stat.type() != Mode.S_IFCHR && stat.type() != Mode.S_IFBLK) {
        throw new PodException(Reason.INVALID, "device " + source + ": not a device");
      }
      DeviceType type = stat.type() == Mode.S_IFBLK ? DeviceType.BLOCK : DeviceType.CHARACTER;
      long major = stat.rdev().major();
      long minor = stat.rdev().minor();
      devices.add(
          new Device(
              place,
              type,
              Optional.of(major),
              Optional.of(minor),
              Optional.of((long) (stat.mode() & PERMISSIONS)),
              Optional.of((long) stat.uid()),
              Optional.of((long) stat.gid()),
              Map.of()));
      rules.add(rule(type, major, minor, permissions));
    } catch (ErrnoException e) {
      throw new PodException(Reason.INVALID, "device " + source + ": " + e.errno().text(), e);
    }
  }

  private static DeviceRule rule(DeviceType type, long major, long minor, String permissions) {
    return new DeviceRule(
        true,
        Optional.of(type),
        Optional.of(major),
        Optional.of(minor),
        Optional.of(permissions.isEmpty() ? "rwm" : permissions),
        Map.of());
  }

  void addMount(Mount mount) {
    mounts.add(mount);
  }

  void addVariable(String name, String value) {
    env.put(name, value);
  }

  Found found() {
    return new Found(
        List.copyOf(devices), List.copyOf(rules), List.copyOf(mounts), Map.copyOf(env));
  }
}
