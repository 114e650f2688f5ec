package dev.davit.daemon.cri;

import dev.davit.cri.v1.Container;
import dev.davit.cri.v1.ContainerEventResponse;
import dev.davit.cri.v1.ContainerEventType;
import dev.davit.cri.v1.ContainerMetadata;
import dev.davit.cri.v1.ContainerResources;
import dev.davit.cri.v1.ContainerState;
import dev.davit.cri.v1.ContainerStatus;
import dev.davit.cri.v1.ContainerUser;
import dev.davit.cri.v1.HugepageLimit;
import dev.davit.cri.v1.IDMapping;
import dev.davit.cri.v1.ImageSpec;
import dev.davit.cri.v1.LinuxContainerResources;
import dev.davit.cri.v1.LinuxContainerUser;
import dev.davit.cri.v1.LinuxPodSandboxStatus;
import dev.davit.cri.v1.Mount;
import dev.davit.cri.v1.MountPropagation;
import dev.davit.cri.v1.Namespace;
import dev.davit.cri.v1.NamespaceMode;
import dev.davit.cri.v1.NamespaceOption;
import dev.davit.cri.v1.PodIP;
import dev.davit.cri.v1.PodSandbox;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.PodSandboxNetworkStatus;
import dev.davit.cri.v1.PodSandboxState;
import dev.davit.cri.v1.PodSandboxStatus;
import dev.davit.cri.v1.UserNamespace;
import dev.davit.engine.pod.IdRange;
import dev.davit.engine.pod.LinuxResources;
import dev.davit.engine.pod.NamespaceOptions;
import dev.davit.engine.pod.PodEvent;
import dev.davit.engine.pod.PodMetadata;
import dev.davit.engine.pod.PodMount;
import dev.davit.engine.pod.PodState;
import dev.davit.engine.pod.PodStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the engine says, as messages. */
final class Replies {

  private static final long NANOS = 1_000_000_000L;

  private Replies() {}

  static long nanos(Instant time) {
    return time.getEpochSecond() * NANOS + time.getNano();
  }

  static PodSandboxMetadata metadata(PodMetadata metadata) {
    return PodSandboxMetadata.builder()
        .name(metadata.name())
        .uid(metadata.uid())
        .namespace(metadata.namespace())
        .attempt(metadata.attempt())
        .build();
  }

  private static PodSandboxState state(PodState state) {
    return state == PodState.READY
        ? PodSandboxState.SANDBOX_READY
        : PodSandboxState.SANDBOX_NOTREADY;
  }

  static PodSandbox sandbox(PodStatus pod) {
    return PodSandbox.builder()
        .id(pod.id())
        .metadata(metadata(pod.metadata()))
        .state(state(pod.state()))
        .createdAt(nanos(pod.created()))
        .labels(pod.labels())
        .annotations(pod.annotations())
        .runtimeHandler(pod.runtimeHandler())
        .build();
  }

  static PodSandboxStatus status(PodStatus pod) {
    PodSandboxNetworkStatus.Builder network = PodSandboxNetworkStatus.builder();
    if (!pod.addresses().isEmpty()) {
      network
          .ip(pod.addresses().get(0))
          .additionalIps(pod.addresses().stream().skip(1).map(PodIP::new).toList());
    }
    return PodSandboxStatus.builder()
        .id(pod.id())
        .metadata(metadata(pod.metadata()))
        .state(state(pod.state()))
        .createdAt(nanos(pod.created()))
        .network(network.build())
        .linux(
            LinuxPodSandboxStatus.builder()
                .namespaces(Namespace.builder().options(namespaces(pod.namespaceOptions())).build())
                .build())
        .labels(pod.labels())
        .annotations(pod.annotations())
        .runtimeHandler(pod.runtimeHandler())
        .build();
  }

  private static NamespaceOption namespaces(NamespaceOptions options) {
    NamespaceOption.Builder builder =
        NamespaceOption.builder()
            .network(NamespaceMode.valueOf(options.network().name()))
            .pid(NamespaceMode.valueOf(options.pid().name()))
            .ipc(NamespaceMode.valueOf(options.ipc().name()))
            .targetId(options.targetId().orElse(""));
    options
        .userNamespace()
        .ifPresent(
            u ->
                builder.usernsOptions(
                    UserNamespace.builder()
                        .mode(NamespaceMode.valueOf(u.mode().name()))
                        .uids(ids(u.uids()))
                        .gids(ids(u.gids()))
                        .build()));
    return builder.build();
  }

  private static List<IDMapping> ids(List<IdRange> ids) {
    return ids.stream().map(i -> new IDMapping(i.hostId(), i.containerId(), i.length())).toList();
  }

  static ContainerMetadata metadata(dev.davit.engine.pod.ContainerMetadata metadata) {
    return new ContainerMetadata(metadata.name(), metadata.attempt());
  }

  static ContainerState state(dev.davit.engine.pod.ContainerState state) {
    return ContainerState.valueOf("CONTAINER_" + state.name());
  }

  private static ImageSpec image(dev.davit.engine.pod.ImageSpec image) {
    return new ImageSpec(
        image.image(),
        image.annotations(),
        image.userSpecifiedImage(),
        image.runtimeHandler(),
        image.imageRef());
  }

  static Container container(dev.davit.engine.pod.ContainerStatus c) {
    return Container.builder()
        .id(c.id())
        .podSandboxId(c.podId())
        .metadata(metadata(c.metadata()))
        .image(image(c.image()))
        .imageRef(c.imageRef())
        .state(state(c.state()))
        .createdAt(nanos(c.created()))
        .labels(c.labels())
        .annotations(c.annotations())
        .imageId(c.imageId())
        .build();
  }

  static ContainerStatus status(dev.davit.engine.pod.ContainerStatus c) {
    return ContainerStatus.builder()
        .id(c.id())
        .metadata(metadata(c.metadata()))
        .state(state(c.state()))
        .createdAt(nanos(c.created()))
        .startedAt(c.started().map(Replies::nanos).orElse(0L))
        .finishedAt(c.finished().map(Replies::nanos).orElse(0L))
        .exitCode(c.exitCode())
        .image(image(c.image()))
        .imageRef(c.imageRef())
        .reason(c.reason())
        .message(c.message())
        .labels(c.labels())
        .annotations(c.annotations())
        .mounts(c.mounts().stream().map(Replies::mount).toList())
        .logPath(c.logPath().orElse(""))
        .resources(ContainerResources.builder().linux(resources(c.resources())).build())
        .imageId(c.imageId())
        .user(
            ContainerUser.builder()
                .linux(
                    new LinuxContainerUser(
                        c.user().uid(), c.user().gid(), c.user().supplementalGroups()))
                .build())
        .stopSignal(Signals.toCri(c.stopSignal()))
        .build();
  }

  private static LinuxContainerResources resources(LinuxResources r) {
    return new LinuxContainerResources(
        r.cpuPeriodMicros(),
        r.cpuQuotaMicros(),
        r.cpuShares(),
        r.memoryLimitBytes(),
        r.oomScoreAdj(),
        r.cpusetCpus(),
        r.cpusetMems(),
        r.hugepageLimits().stream()
            .map(h -> new HugepageLimit(h.pageSize(), h.limitBytes()))
            .toList(),
        r.unified(),
        r.memorySwapLimitBytes());
  }

  private static Mount mount(PodMount mount) {
    Mount.Builder builder =
        Mount.builder()
            .containerPath(mount.containerPath())
            .hostPath(mount.hostPath().orElse(""))
            .readonly(mount.readonly())
            .selinuxRelabel(mount.selinuxRelabel())
            .propagation(
                switch (mount.propagation()) {
                  case PRIVATE -> MountPropagation.PROPAGATION_PRIVATE;
                  case HOST_TO_CONTAINER -> MountPropagation.PROPAGATION_HOST_TO_CONTAINER;
                  case BIDIRECTIONAL -> MountPropagation.PROPAGATION_BIDIRECTIONAL;
                })
            .uidMappings(ids(mount.uidMappings()))
            .gidMappings(ids(mount.gidMappings()))
            .recursiveReadOnly(mount.recursiveReadOnly())
            .imageSubPath(mount.imageSubPath());
    mount.image().map(Replies::image).ifPresent(builder::image);
    return builder.build();
  }

  static ContainerEventResponse event(PodEvent event) {
    ContainerEventResponse.Builder builder =
        ContainerEventResponse.builder()
            .containerId(event.containerId())
            .containerEventType(
                ContainerEventType.valueOf("CONTAINER_" + event.type().name() + "_EVENT"))
            .createdAt(nanos(event.time()))
            .containersStatuses(event.containers().stream().map(Replies::status).toList());
    Optional.ofNullable(event.pod()).map(Replies::status).ifPresent(builder::podSandboxStatus);
    return builder.build();
  }
}
