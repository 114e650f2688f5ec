package dev.davit.nativetest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Something that a test needs from the machine; each constant knows how to find out by trying. */
enum Need {
  /** Effective user 0 with the capability to mount. */
  ROOT(Need::whyNotRoot),
  /** The overlay file system. */
  OVERLAY(() -> listedFileSystem("overlay")),
  /** A cgroup2 hierarchy, alone or beside v1 hierarchies. */
  CGROUP2(Need::whyNoCgroup2),
  /** systemd is the first process, and every controller is on cgroup v2. */
  SYSTEMD(Need::whyNoSystemd),
  BUSYBOX(() -> tool("busybox")),
  STRACE(() -> tool("strace")),
  GCC(() -> tool("gcc")),
  RUNC(() -> tool("runc")),
  CRUN(() -> tool("crun")),
  PODMAN(() -> tool("podman")),
  CONTAINERD(() -> tool("containerd").or(() -> tool("ctr"))),
  BUILDAH(() -> tool("buildah")),
  SKOPEO(() -> tool("skopeo")),
  UMOCI(() -> tool("umoci")),
  REGISTRY(() -> tool("docker-registry")),
  HTPASSWD(() -> tool("htpasswd")),
  GETFATTR(() -> tool("getfattr")),
  SETCAP(() -> tool("setcap")),
  ZSTD(() -> tool("zstd")),
  IP(() -> tool("ip")),
  NFT(() -> tool("nft")),
  /** The plugins of Debian's containernetworking-plugins. */
  CNI(
      () ->
          Files.isExecutable(java.nio.file.Path.of("/usr/lib/cni/bridge"))
              ? Optional.empty()
              : Optional.of(
                  "/usr/lib/cni/bridge is missing (install containernetworking-plugins)")),
  LOSETUP(() -> tool("losetup")),
  /** The I/O scheduler that shares disks by weight. */
  BFQ(Need::whyNoBfq),
  /** newuidmap and newgidmap. */
  UIDMAP(() -> tool("newuidmap")),
  UNSHARE(() -> tool("unshare")),
  PASTA(() -> tool("pasta")),
  SLIRP4NETNS(() -> tool("slirp4netns")),
  CURL(() -> tool("curl")),
  /** Node with connect-node, which npm gets as {@code src/test/connect/package-lock.json} says. */
  CONNECT_NODE(ConnectClient::whyNot),
  QEMU_AARCH64(() -> tool("qemu-aarch64-static")),
  OBJDUMP_AARCH64(() -> tool("aarch64-linux-gnu-objdump")),
  /**
   * A Debian root file system: from the cache, or made by debootstrap from this machine's mirror.
   */
  DEBIAN(DebianRootfs::whyNot);

  private final Supplier<Optional<String>> probe;
  private Optional<String> answer;

  Need(Supplier<Optional<String>> probe) {
    this.probe = probe;
  }

  /** Why this machine does not have it; empty when it does. Probed once per JVM. */
  synchronized Optional<String> missing() {
    if (answer == null) {
      answer = probe.get();
    }
    return answer;
  }

  private static Optional<String> tool(String name) {
    return Tool.find(name).isPresent()
        ? Optional.empty()
        : Optional.of(name + " is not on PATH (native-tests/install-needs installs it)");
  }

  private static Optional<String> whyNotRoot() {
    try {
      String status = Files.readString(Path.of("/proc/self/status"));
      long effective =
          Long.parseUnsignedLong(
              status
                  .lines()
                  .filter(l -> l.startsWith("CapEff:"))
                  .findFirst()
                  .orElseThrow()
                  .substring(8)
                  .trim(),
              16);
      boolean admin = (effective >> 21 & 1) == 1; // CAP_SYS_ADMIN
      return admin
          ? Optional.empty()
          : Optional.of("this process has no CAP_SYS_ADMIN; run the tests as root");
    } catch (IOException e) {
      return Optional.of("/proc/self/status: " + e.getMessage());
    }
  }

  private static Optional<String> listedFileSystem(String type) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/filesystems"))) {
      return lines.anyMatch(l -> Arrays.asList(l.split("\\s+")).contains(type))
          ? Optional.empty()
          : Optional.of("/proc/filesystems does not list " + type);
    } catch (IOException e) {
      return Optional.of("/proc/filesystems: " + e.getMessage());
    }
  }

  private static Optional<String> whyNoBfq() {
    if (Files.isDirectory(Path.of("/sys/module/bfq"))
        || HostSnapshot.names(Path.of("/sys/block"))
            .flatMap(d -> HostSnapshot.lines(Path.of("/sys/block", d, "queue/scheduler")).stream())
            .anyMatch(schedulers -> schedulers.contains("bfq"))
        || Tool.attempt(List.of("modprobe", "bfq"), Map.of(), null, Tool.DEADLINE).exit() == 0) {
      return Optional.empty();
    }
    return Optional.of("the kernel has no I/O scheduler bfq");
  }

  private static Optional<String> whyNoSystemd() {
    boolean alone = HostSnapshot.cgroupMounts().stream().allMatch(m -> m.v2());
    return Files.isDirectory(Path.of("/run/systemd/system")) && alone
        ? Optional.empty()
        : Optional.of("systemd does not run with cgroup v2 alone (native-tests/vm --systemd)");
  }

  private static Optional<String> whyNoCgroup2() {
    return HostSnapshot.cgroupMounts().stream().anyMatch(m -> m.v2())
        ? Optional.empty()
        : Optional.of("no cgroup2 file system is mounted");
  }
}
