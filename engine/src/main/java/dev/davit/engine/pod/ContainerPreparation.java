package dev.davit.engine.pod;

import dev.davit.engine.Machine;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.image.Image;
import dev.davit.image.ImageException;
import dev.davit.image.ImageStore;
import dev.davit.image.snapshot.Snapshot;
import dev.davit.linux.ErrnoException;
import dev.davit.linux.Fd;
import dev.davit.linux.IoFailure;
import dev.davit.linux.Signal;
import dev.davit.linux.file.Metadata;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.ContainerRequest;
import dev.davit.runtime.RootSource;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.state.ContainerId;
import dev.davit.runtime.state.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** From what was asked of a container to the request that the runtime understands. */
final class ContainerPreparation {

  private final Supplier<ImageStore> images;
  private final PodStore store;
  private final Sandboxes sandboxes;
  private final PodSettings settings;
  private final ImageVolumes volumes;

  ContainerPreparation(
      Supplier<ImageStore> images,
      PodStore store,
      Sandboxes sandboxes,
      PodSettings settings,
      ImageVolumes volumes) {
    this.images = images;
    this.store = store;
    this.sandboxes = sandboxes;
    this.settings = settings;
    this.volumes = volumes;
  }

  /** Refuses a log that would lie elsewhere. */
  static void checkLog(Sandbox pod, ContainerConfig config) {
    Optional<String> path = config.logPath().filter(p -> !p.isEmpty());
    if (path.isPresent() && (path.get().startsWith("/") || path.get().contains(".."))) {
      throw new PodException(
          Reason.INVALID, "logPath \"" + path.get() + "\": not below the log directory of the pod");
    }
    Optional<String> directory = pod.record().config().logDirectory().filter(d -> !d.isEmpty());
    if (directory.isPresent() && !directory.get().startsWith("/")) {
      throw new PodException(
          Reason.INVALID, "logDirectory \"" + directory.get() + "\": not an absolute path");
    }
  }

  /** The signal that asks it to end: its own, its image's, or TERM. */
  static Signal stopSignal(ContainerConfig config, dev.davit.oci.image.ContainerConfig image) {
    return config
        .stopSignal()
        .filter(s -> !s.isEmpty())
        .or(() -> image.stopSignal().filter(s -> !s.isEmpty()))
        .map(ContainerPreparation::signal)
        .orElse(Signal.TERM);
  }

  private static Signal signal(String text) {
    try {
      return Signal.parse(text);
    } catch (IllegalArgumentException e) {
      throw new PodException(Reason.INVALID, "stopSignal: " + e.getMessage(), e);
    }
  }

  /** In a user namespace, the writable layer belongs to its root. */
  static void own(Sandbox pod, Snapshot snapshot) {
    Optional<UserNamespace> users = UserNamespace.of(pod.record().config());
    if (users.isPresent()) {
      try {
        Metadata.lchown(
            Fd.CWD, snapshot.upperdir().toString(), users.get().rootUid(), users.get().rootGid());
      } catch (ErrnoException e) {
        throw new PodException(Reason.FAILED, "writable layer: " + e.getMessage(), e);
      }
    }
  }

  /** The image by the name or the id that was given. */
  Image image(ImageSpec asked) {
    String name = asked.image().isEmpty() ? asked.imageRef() : asked.image();
    try {
      return images.get().resolve(name);
    } catch (ImageException.NotFound e) {
      throw new PodException(Reason.NOT_FOUND, "image " + e.getMessage(), e);
    }
  }

  /** The OCI configuration of a container that was made. */
  Spec spec(PodContainer container) {
    PodContainerRecord record = container.record();
    dev.davit.oci.image.ContainerConfig ofImage =
        image(new ImageSpec(record.imageId(), Map.of(), "", "", ""))
            .config()
            .config()
            .orElseGet(dev.davit.oci.image.ContainerConfig::empty);
    return spec(
        container.pod,
        container.id,
        record.config(),
        ofImage,
        new ImageUsers.Found(record.user(), home(record)));
  }

  private static Optional<String> home(PodContainerRecord record) {
    return Process.parse(record.process()).env().stream()
        .filter(v -> v.startsWith("HOME="))
        .map(v -> v.substring("HOME=".length()))
        .findFirst();
  }

  /** The OCI configuration; mounts the images that are its volumes. */
  Spec spec(
      Sandbox pod,
      String id,
      ContainerConfig config,
      dev.davit.oci.image.ContainerConfig image,
      ImageUsers.Found user) {
    PodConfig ofPod = pod.record().config();
    ContainerSecurity security = config.linux().security();
    if (security.privileged() && !ofPod.linux().security().privileged()) {
      throw new PodException(Reason.INVALID, "privileged: the sandbox was made without privileged");
    }
    HostDevices devices = new HostDevices();
    if (security.privileged()) {
      devices.addAll();
    }
    config.devices().forEach(devices::add);
    new CdiRegistry(settings.cdiDirectories()).inject(config, devices);
    List<String> sources = new ArrayList<>();
    for (int i = 0; i < config.mounts().size(); i++) {
      sources.add(source(pod, id, i, config.mounts().get(i)));
    }
    boolean hostIpc = ofPod.linux().security().namespaceOptions().ipc() == NamespaceMode.NODE;
    ContainerSpecs.Facts facts =
        new ContainerSpecs.Facts(
            Machine.capabilities(),
            user.user(),
            user.home(),
            PodFiles.hostname(ofPod),
            new PodFiles(store.directory(pod.id)).mounted(),
            hostIpc ? "/dev/shm" : sandboxes.shm(pod.id).toString(),
            pod.pause()
                .map(ProcessIdentity::pid)
                .orElseThrow(
                    () -> new PodException(Reason.WRONG_STATE, "pod " + pod.id + ": not ready")),
            target(pod, security.namespaceOptions()),
            PodCgroups.member(pod.record().cgroup(), id),
            sources,
            devices.found());
    return new ContainerSpecs(config, ofPod, image, facts).spec();
  }

  private static Optional<Integer> target(Sandbox pod, NamespaceOptions options) {
    if (options.pid() != NamespaceMode.TARGET) {
      return Optional.empty();
    }
    String id = options.targetId().orElse("");
    PodContainer target = pod.containers.get(id);
    if (target == null || target.pid.isEmpty()) {
      throw new PodException(
          Reason.INVALID,
          "namespaceOptions.targetId: \"" + id + "\": no running container of the pod");
    }
    return target.pid;
  }

  /** Where the files of a mount are on the host. */
  private String source(Sandbox pod, String id, int index, PodMount mount) {
    if (mount.image().isPresent() && !mount.image().get().image().isEmpty()) {
      return volumes.mount(id, index, mount, UserNamespace.of(pod.record().config()));
    }
    Optional<String> path = mount.hostPath().filter(p -> !p.isEmpty());
    if (path.isEmpty()) {
      if (!mount.options().isEmpty() && mount.options().get(0).equals("tmpfs")) {
        return "tmpfs";
      }
      throw new PodException(
          Reason.INVALID, "mount " + mount.containerPath() + ": neither a hostPath nor an image");
    }
    if (!path.get().startsWith("/")) {
      throw new PodException(
          Reason.INVALID,
          "mount " + mount.containerPath() + ": hostPath " + path.get() + ": not absolute");
    }
    try {
      return Path.of(path.get()).toRealPath().toString();
    } catch (IOException e) {
      throw new PodException(
          Reason.INVALID,
          "mount " + mount.containerPath() + ": " + path.get() + ": " + IoFailure.reason(e),
          e);
    }
  }

  /** The request; a terminal takes the place of other streams. */
  static ContainerRequest request(
      PodContainer container, Spec spec, Snapshot snapshot, Stdio stdio) {
    RootSource root =
        new RootSource.Overlay(
            snapshot.lowerdirs(),
            snapshot.upperdir(),
            snapshot.workdir(),
            UserNamespace.of(container.pod.record().config()).isPresent());
    boolean terminal = container.record().config().tty();
    Stdio streams = terminal ? Stdio.readTerminal(24, 80) : stdio;
    return ContainerRequest.of(new ContainerId(container.id), spec, root, streams)
        .withImage(container.record().config().image().image())
        .withLabels(container.record().config().labels());
  }
}
