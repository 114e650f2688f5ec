package dev.davit.engine.pod;

import dev.davit.engine.Undo;
import dev.davit.engine.network.NetworkRequest;
import dev.davit.engine.network.Networking;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.CloneFlags;
import dev.davit.linux.Errno;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.MountAttributes;
import dev.davit.linux.UnmountFlags;
import dev.davit.linux.file.Descriptors;
import dev.davit.linux.mount.FilesystemContext;
import dev.davit.linux.mount.Mounts;
import dev.davit.oci.json.Problem;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.runtime.cgroup.Cgroup;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.launch.MappedOverlay;
import dev.davit.runtime.plan.SysctlNames;
import dev.davit.runtime.state.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a sandbox has on the machine: cgroup, pause process, {@code /dev/shm}, network, files. Each
 * is found again by the id of the pod alone, so that all of it can be taken away whatever a crash
 * has left.
 */
final class Sandboxes {

  private static final long NOBODY = 65535;
  private static final String SHM_SIZE = "65536k";

  private final Host host;
  private final Path stateRoot;
  private final PodStore store;
  private final Networking networking;
  private final PodCgroups cgroups;
  private Optional<Boolean> mapsLayers = Optional.empty();

  Sandboxes(Host host, Path stateRoot, PodStore store, Networking networking) {
    this.host = host;
    this.stateRoot = stateRoot;
    this.store = store;
    this.networking = networking;
    this.cgroups = new PodCgroups(host);
  }

  /** Refuses what cannot be done before anything is made. */
  void check(PodConfig config) {
    NamespaceOptions namespaces = config.linux().security().namespaceOptions();
    DavitAnnotations.hasNoNetwork(config);
    DavitAnnotations.checkRestart(config);
    if (config.metadata().name().isEmpty() || config.metadata().uid().isEmpty()) {
      throw new PodException(Reason.INVALID, "metadata: name and uid are needed");
    }
    for (NamespaceMode mode : List.of(namespaces.network(), namespaces.ipc())) {
      if (mode != NamespaceMode.POD && mode != NamespaceMode.NODE) {
        throw new PodException(
            Reason.INVALID, "namespaceOptions: " + mode + ": network and ipc are POD or NODE");
      }
    }
    Linux linux = Linux.empty().withSysctl(config.linux().sysctls());
    List<Namespace> own = new ArrayList<>();
    if (namespaces.network() == NamespaceMode.POD) {
      own.add(Namespace.created(NamespaceType.NETWORK));
    }
    if (namespaces.ipc() == NamespaceMode.POD) {
      own.add(Namespace.created(NamespaceType.IPC));
    }
    List<Problem> problems = SysctlNames.problems(linux.withNamespaces(own));
    if (!problems.isEmpty()) {
      throw new PodException(
          Reason.INVALID, "sysctls: " + problems.get(0).path() + ": " + problems.get(0).message());
    }
    if (config.linux().security().selinux().isPresent() && !host.selinux()) {
      throw new PodException(Reason.UNSUPPORTED, "selinux: this kernel has none");
    }
    UserNamespace.of(config).ifPresent(users -> check(users, namespaces));
    Bandwidths.of(config.annotations());
  }

  private void check(UserNamespace users, NamespaceOptions namespaces) {
    users
        .problem()
        .ifPresent(
            problem -> {
              throw new PodException(Reason.INVALID, "usernsOptions: " + problem);
            });
    if (namespaces.network() == NamespaceMode.NODE
        || namespaces.ipc() == NamespaceMode.NODE
        || namespaces.pid() == NamespaceMode.NODE) {
      throw new PodException(
          Reason.INVALID,
          "usernsOptions: POD: does not go with network, ipc or pid of the NODE: their files and"
              + " processes would belong to nobody in it");
    }
    if (!mapsLayers()) {
      throw new PodException(
          Reason.UNSUPPORTED,
          "usernsOptions: POD: layers cannot be shown with other ids here: needs Linux 6.13 and"
              + " the data root on a filesystem that has id-mapped mounts, such as ext4 or xfs");
    }
  }

  /** Whether pods can have user namespaces; found out once, by trying. */
  synchronized boolean mapsLayers() {
    if (mapsLayers.isEmpty()) {
      mapsLayers =
          Optional.of(!host.userNamespace() && new MappedOverlay(host).works(store.root()));
    }
    return mapsLayers.get();
  }

  /** Makes everything; when it fails, nothing is left. */
  PodRecord make(PodRecord record) {
    PodConfig config = record.config();
    Undo undo = new Undo();
    try {
      undo.push(() -> store.remove(record.id()));
      store.write(record, true);
      Optional<Cgroup> cgroup = cgroups.make(record, undo);
      if (config.linux().security().namespaceOptions().ipc() == NamespaceMode.POD) {
        undo.push(() -> unmountShm(record.id()));
        mountShm(record.id());
      }
      ProcessIdentity pause =
          Pause.start(program(config, cgroup), cgroup, UserNamespace.of(config));
      undo.push(() -> Pause.kill(pause));
      PodRecord paused = record.withPause(pause);
      store.write(paused, false);
      cgroups.enter(paused, pause);
      List<String> addresses = attach(paused, undo);
      new PodFiles(store.directory(record.id())).write(config, addresses);
      PodRecord ready = paused.withAddresses(addresses).withPhase(PodRecord.Phase.READY);
      store.write(ready, true);
      return ready;
    } catch (RuntimeException e) {
      undo.run(e);
      throw e;
    }
  }

  /** What holds for a pod as a whole; nothing if it did not ask. */
  static LinuxResources limits(PodConfig config) {
    return config
        .linux()
        .resources()
        .map(r -> ResourceSpecs.sum(r, config.linux().overhead().orElse(LinuxResources.of())))
        .orElse(LinuxResources.of());
  }

  private PauseProgram program(PodConfig config, Optional<Cgroup> cgroup) {
    NamespaceOptions options = config.linux().security().namespaceOptions();
    long flags = CloneFlags.CLONE_NEWNS;
    boolean network = options.network() == NamespaceMode.POD;
    if (network) {
      flags |= CloneFlags.CLONE_NEWNET | CloneFlags.CLONE_NEWUTS;
    }
    if (options.ipc() == NamespaceMode.POD) {
      flags |= CloneFlags.CLONE_NEWIPC;
    }
    if (options.pid() == NamespaceMode.POD) {
      flags |= CloneFlags.CLONE_NEWPID;
    }
    Optional<UserNamespace> users = UserNamespace.of(config);
    if (users.isPresent()) {
      flags |= CloneFlags.CLONE_NEWUSER;
    }
    Map<String, String> sysctls = new TreeMap<>();
    config.linux().sysctls().forEach((name, value) -> sysctls.put(SysctlNames.path(name), value));
    return new PauseProgram(
        flags,
        cgroup.isPresent() && host.cloneIntoCgroup(),
        cgroup.map(c -> c.v1Directories().size()).orElse(0),
        network ? Optional.of(PodFiles.hostname(config)) : Optional.empty(),
        sysctls,
        users.isPresent(),
        users.map(u -> u.has(NOBODY) ? NOBODY : 0).orElse(NOBODY));
  }

  private List<String> attach(PodRecord record, Undo undo) {
    NamespaceOptions options = record.config().linux().security().namespaceOptions();
    if (options.network() != NamespaceMode.POD || DavitAnnotations.hasNoNetwork(record.config())) {
      return List.of();
    }
    NetworkRequest request = request(record);
    undo.push(() -> networking.detach(request));
    return networking.attach(request);
  }

  /** What is wrong with the interface of a pod, if it has one of its own. */
  Optional<String> checkNetwork(PodRecord record) {
    return record.config().linux().security().namespaceOptions().network() == NamespaceMode.POD
        ? networking.check(request(record))
        : Optional.empty();
  }

  static NetworkRequest request(PodRecord record) {
    PodMetadata metadata = record.config().metadata();
    return new NetworkRequest(
        record.id(),
        metadata.name(),
        metadata.namespace(),
        metadata.uid(),
        record
            .pause()
            .filter(ProcessIdentity::isAlive)
            .map(p -> Path.of("/proc/" + p.pid() + "/ns/net")),
        record.config().portMappings().stream()
            .filter(p -> p.hostPort() > 0)
            .map(
                p ->
                    new NetworkRequest.HostPort(
                        p.protocol().name().toLowerCase(java.util.Locale.ROOT),
                        p.hostIp().filter(ip -> !ip.isEmpty()),
                        p.hostPort(),
                        p.containerPort()))
            .toList(),
        Bandwidths.of(record.config().annotations()),
        record
            .config()
            .dns()
            .map(d -> new NetworkRequest.Dns(d.servers(), d.searches(), d.options())),
        record.config().annotations());
  }

  /** Where the {@code /dev/shm} of a pod is mounted on the host. */
  Path shm(String podId) {
    return stateRoot.resolve("pods").resolve(podId).resolve("shm");
  }

  private void mountShm(String podId) {
    Path directory = shm(podId);
    try (FilesystemContext context = FilesystemContext.open("tmpfs")) {
      Files.createDirectories(directory);
      context.string("source", "shm");
      context.string("mode", "1777");
      context.string("size", SHM_SIZE);
      context.create();
      int attributes =
          MountAttributes.MOUNT_ATTR_NOSUID
              | MountAttributes.MOUNT_ATTR_NODEV
              | MountAttributes.MOUNT_ATTR_NOEXEC;
      try (Fd mount = context.mount(attributes);
          Fd target =
              Descriptors.open(
                  Fd.CWD,
                  directory.toString(),
                  dev.davit.linux.OpenFlags.O_PATH | dev.davit.linux.OpenFlags.O_DIRECTORY)) {
        Mounts.attach(mount, target);
      }
    } catch (ErrnoException | IOException e) {
      throw new PodException(Reason.FAILED, directory + ": mount: " + e.getMessage(), e);
    }
  }

  private void unmountShm(String podId) {
    Path directory = shm(podId);
    try {
      Mounts.unmount(directory.toString(), UnmountFlags.MNT_DETACH);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EINVAL) && !e.is(Errno.ENOENT)) {
        throw new PodException(Reason.FAILED, directory + ": unmount: " + e.getMessage(), e);
      }
    }
    try {
      Files.deleteIfExists(directory);
      Files.deleteIfExists(directory.getParent());
    } catch (IOException e) {
      throw new PodException(Reason.FAILED, directory + ": remove: " + e.getMessage(), e);
    }
  }

  /** Takes away all but the record and the files. May be repeated, whatever is left. */
  void takeAway(PodRecord record) {
    RuntimeException failure = null;
    List<Runnable> steps =
        List.of(
            () -> networking.detach(request(record)),
            () -> record.pause().ifPresent(Pause::kill),
            () -> cgroups.remove(record),
            () -> unmountShm(record.id()));
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Changes what a pod as a whole may use. */
  void update(PodRecord record) {
    cgroups.update(record);
  }
}
