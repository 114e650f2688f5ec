package dev.davit.engine.pod;

import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.Mode;
import dev.davit.linux.file.Metadata;
import dev.davit.linux.file.Stat;
import dev.davit.oci.runtime.Device;
import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.DeviceType;
import dev.davit.oci.runtime.Mount;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Devices of the host, as nodes and rules for a container. */
final class HostDevices {

  private static final int PERMISSIONS = 0777;
  private static final int DEPTH_MAX = 8;

  /** Of which each container has its own. */
  private static final Set<Path> OWN =
      Stream.of("pts", "shm", "mqueue", "console", "ptmx", "fd")
          .map(Path.of("/dev")::resolve)
          .collect(Collectors.toUnmodifiableSet());

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
    walk(
        source,
        Set.of(),
        (node, attributes) ->
            device(node)
                .ifPresent(
                    stat ->
                        add(
                            stat,
                            asked.containerPath() + "/" + source.relativize(node),
                            asked.permissions())));
  }

  /** Adds all devices of the host, as privileged containers have them. */
  void addAll() {
    walk(
        Path.of("/dev"),
        OWN,
        (node, attributes) -> {
          if (!attributes.isSymbolicLink() && !OWN.contains(node)) {
            device(node).ifPresent(stat -> add(stat, node.toString(), "rwm"));
          }
        });
  }

  /** What vanishes meanwhile is passed over: others use this directory all the time. */
  private static void walk(
      Path directory, Set<Path> without, BiConsumer<Path, BasicFileAttributes> each) {
    try {
      Files.walkFileTree(
          directory,
          EnumSet.noneOf(FileVisitOption.class),
          DEPTH_MAX,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) {
              return without.contains(below)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path node, BasicFileAttributes attributes) {
              each.accept(node, attributes);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path node, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path below, IOException e)
                throws IOException {
              if (e == null || e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw new PodException(
          Reason.FAILED, "devices in " + directory + ": " + IoFailure.reason(e), e);
    }
  }

  private static Optional<Stat> device(Path node) {
    try {
      return Optional.of(Metadata.stat(Fd.CWD, node.toString(), 0)).filter(HostDevices::isDevice);
    } catch (ErrnoException e) {
      return Optional.empty();
    }
  }

  private static boolean isDevice(Stat stat) {
    return stat.type() == Mode.S_IFCHR || stat.type() == Mode.S_IFBLK;
  }

  private void add(Path source, String place, String permissions) {
    try {
      Stat stat = Metadata.stat(Fd.CWD, source.toString(), 0);
      if (!isDevice(stat)) {
        throw new PodException(Reason.INVALID, "device " + source + ": not a device");
      }
      add(stat, place, permissions);
    } catch (ErrnoException e) {
      throw new PodException(Reason.INVALID, "device " + source + ": " + e.errno().text(), e);
    }
  }

  private void add(Stat stat, String place, String permissions) {
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
