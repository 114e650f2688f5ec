package dev.davit.daemon.cri;

import static dev.davit.daemon.cri.Checks.given;
import static dev.davit.daemon.cri.Checks.intOf;
import static dev.davit.daemon.cri.Checks.noWindows;
import static dev.davit.daemon.cri.Checks.required;

import dev.davit.cri.v1.IDMapping;
import dev.davit.cri.v1.Int64Value;
import dev.davit.cri.v1.LinuxContainerResources;
import dev.davit.cri.v1.LinuxContainerSecurityContext;
import dev.davit.cri.v1.LinuxSandboxSecurityContext;
import dev.davit.cri.v1.Mount;
import dev.davit.cri.v1.NamespaceOption;
import dev.davit.cri.v1.ProfileType;
import dev.davit.cri.v1.SELinuxOption;
import dev.davit.cri.v1.SupplementalGroupsPolicy;
import dev.davit.engine.pod.ContainerCapabilities;
import dev.davit.engine.pod.ContainerConfig;
import dev.davit.engine.pod.ContainerLinux;
import dev.davit.engine.pod.ContainerMetadata;
import dev.davit.engine.pod.ContainerSecurity;
import dev.davit.engine.pod.DnsConfig;
import dev.davit.engine.pod.EnvironmentVariable;
import dev.davit.engine.pod.GroupsPolicy;
import dev.davit.engine.pod.HugepageLimit;
import dev.davit.engine.pod.IdRange;
import dev.davit.engine.pod.ImageSpec;
import dev.davit.engine.pod.LinuxResources;
import dev.davit.engine.pod.NamespaceMode;
import dev.davit.engine.pod.NamespaceOptions;
import dev.davit.engine.pod.PodConfig;
import dev.davit.engine.pod.PodDevice;
import dev.davit.engine.pod.PodLinux;
import dev.davit.engine.pod.PodMetadata;
import dev.davit.engine.pod.PodMount;
import dev.davit.engine.pod.PodSecurity;
import dev.davit.engine.pod.PortMapping;
import dev.davit.engine.pod.Propagation;
import dev.davit.engine.pod.Protocol;
import dev.davit.engine.pod.SecurityProfile;
import dev.davit.engine.pod.SelinuxLabel;
import dev.davit.engine.pod.UserNamespace;
import java.util.List;
import java.util.Optional;

/** What the messages of requests say, in the engine's words. */
final class Requests {

  private Requests() {}

  static PodConfig pod(dev.davit.cri.v1.PodSandboxConfig config) {
    noWindows(config.windows(), "config.windows");
    var metadata = required(config.metadata(), "config.metadata");
    return new PodConfig(
        new PodMetadata(
            required(metadata.name(), "config.metadata.name"),
            metadata.uid(),
            metadata.namespace(),
            intOf(metadata.attempt(), "config.metadata.attempt")),
        config.hostname(),
        given(config.logDirectory()),
        config.dnsConfig().map(d -> new DnsConfig(d.servers(), d.searches(), d.options())),
        config.portMappings().stream().map(Requests::port).toList(),
        config.labels(),
        config.annotations(),
        config.linux().map(Requests::podLinux).orElseGet(PodLinux::of));
  }

  private static PortMapping port(dev.davit.cri.v1.PortMapping port) {
    return new PortMapping(
        Protocol.valueOf(port.protocol().name()),
        port.containerPort(),
        port.hostPort(),
        given(port.hostIp()));
  }

  private static PodLinux podLinux(dev.davit.cri.v1.LinuxPodSandboxConfig linux) {
    return new PodLinux(
        given(linux.cgroupParent()),
        linux.securityContext().map(Requests::podSecurity).orElseGet(PodSecurity::of),
        linux.sysctls(),
        linux.overhead().map(Requests::resources),
        linux.resources().map(Requests::resources));
  }

  private static PodSecurity podSecurity(LinuxSandboxSecurityContext context) {
    return new PodSecurity(
        context.namespaceOptions().map(Requests::namespaces).orElseGet(NamespaceOptions::of),
        context.selinuxOptions().map(Requests::selinux),
        context.runAsUser().map(Int64Value::value),
        context.runAsGroup().map(Int64Value::value),
        context.readonlyRootfs(),
        context.supplementalGroups(),
        policy(context.supplementalGroupsPolicy()),
        context.privileged(),
        profile(context.seccomp(), context.seccompProfilePath()),
        profile(context.apparmor(), ""));
  }

  static NamespaceOptions namespaces(NamespaceOption options) {
    return new NamespaceOptions(
        mode(options.network()),
        mode(options.pid()),
        mode(options.ipc()),
        given(options.targetId()),
        options
            .usernsOptions()
            .map(u -> new UserNamespace(mode(u.mode()), ids(u.uids()), ids(u.gids()))));
  }

  private static NamespaceMode mode(dev.davit.cri.v1.NamespaceMode mode) {
    return NamespaceMode.valueOf(mode.name());
  }

  private static List<IdRange> ids(List<IDMapping> ids) {
    return ids.stream().map(i -> new IdRange(i.hostId(), i.containerId(), i.length())).toList();
  }

  private static SelinuxLabel selinux(SELinuxOption o) {
    return new SelinuxLabel(o.user(), o.role(), o.type(), o.level());
  }

  private static GroupsPolicy policy(SupplementalGroupsPolicy policy) {
    return policy == SupplementalGroupsPolicy.Strict ? GroupsPolicy.STRICT : GroupsPolicy.MERGE;
  }

  /** The profile, or what the field says that was there before it. */
  private static Optional<SecurityProfile> profile(
      Optional<dev.davit.cri.v1.SecurityProfile> profile, String before) {
    if (profile.isPresent()) {
      dev.davit.cri.v1.SecurityProfile given = profile.get();
      if (given.profileType() == ProfileType.Localhost) {
        return Optional.of(
            SecurityProfile.localhost(required(given.localhostRef(), "localhost_ref")));
      }
      return Optional.of(
          given.profileType() == ProfileType.Unconfined
              ? SecurityProfile.UNCONFINED
              : SecurityProfile.RUNTIME_DEFAULT);
    }
    if (before.isEmpty()) {
      return Optional.empty();
    }
    if (before.startsWith("localhost/")) {
      return Optional.of(SecurityProfile.localhost(before.substring("localhost/".length())));
    }
    return Optional.of(
        switch (before) {
          case "runtime/default", "docker/default" -> SecurityProfile.RUNTIME_DEFAULT;
          case "unconfined" -> SecurityProfile.UNCONFINED;
          default ->
              throw Checks.invalid(
                  "profile",
                  before + ": expected runtime/default, unconfined or localhost/ and a name");
        });
  }

  static LinuxResources resources(LinuxContainerResources r) {
    return new LinuxResources(
        r.cpuPeriod(),
        r.cpuQuota(),
        r.cpuShares(),
        r.memoryLimitInBytes(),
        r.oomScoreAdj(),
        r.cpusetCpus(),
        r.cpusetMems(),
        r.hugepageLimits().stream().map(h -> new HugepageLimit(h.pageSize(), h.limit())).toList(),
        r.unified(),
        r.memorySwapLimitInBytes());
  }

  static ImageSpec image(dev.davit.cri.v1.ImageSpec image) {
    return new ImageSpec(
        image.image(),
        image.annotations(),
        image.userSpecifiedImage(),
        image.runtimeHandler(),
        image.imageRef());
  }

  static ContainerConfig container(dev.davit.cri.v1.ContainerConfig config) {
    noWindows(config.windows(), "config.windows");
    var metadata = required(config.metadata(), "config.metadata");
    var image = required(config.image(), "config.image");
    required(image.image(), "config.image.image");
    return new ContainerConfig(
        new ContainerMetadata(
            required(metadata.name(), "config.metadata.name"),
            intOf(metadata.attempt(), "config.metadata.attempt")),
        image(image),
        config.command(),
        config.args(),
        config.workingDir(),
        config.envs().stream().map(e -> new EnvironmentVariable(e.key(), e.value())).toList(),
        config.mounts().stream().map(Requests::mount).toList(),
        config.devices().stream()
            .map(d -> new PodDevice(d.containerPath(), d.hostPath(), d.permissions()))
            .toList(),
        config.cdiDevices().stream().map(dev.davit.cri.v1.CDIDevice::name).toList(),
        config.labels(),
        config.annotations(),
        given(config.logPath()),
        config.stdin(),
        config.stdinOnce(),
        config.tty(),
        config.linux().map(Requests::containerLinux).orElseGet(ContainerLinux::of),
        Signals.fromCri(config.stopSignal()));
  }

  private static PodMount mount(Mount mount) {
    return new PodMount(
        mount.containerPath(),
        given(mount.hostPath()),
        mount.readonly(),
        mount.selinuxRelabel(),
        switch (mount.propagation()) {
          case PROPAGATION_PRIVATE -> Propagation.PRIVATE;
          case PROPAGATION_HOST_TO_CONTAINER -> Propagation.HOST_TO_CONTAINER;
          case PROPAGATION_BIDIRECTIONAL -> Propagation.BIDIRECTIONAL;
        },
        ids(mount.uidMappings()),
        ids(mount.gidMappings()),
        mount.recursiveReadOnly(),
        mount.image().map(Requests::image),
        mount.imageSubPath(),
        List.of());
  }

  private static ContainerLinux containerLinux(dev.davit.cri.v1.LinuxContainerConfig linux) {
    return new ContainerLinux(
        linux.resources().map(Requests::resources).orElseGet(LinuxResources::of),
        linux.securityContext().map(Requests::containerSecurity).orElseGet(ContainerSecurity::of));
  }

  private static ContainerSecurity containerSecurity(LinuxContainerSecurityContext context) {
    NamespaceOptions namespaces =
        context.namespaceOptions().map(Requests::namespaces).orElseGet(NamespaceOptions::of);
    boolean ownUsers =
        namespaces.userNamespace().filter(u -> u.mode() == NamespaceMode.POD).isPresent();
    return new ContainerSecurity(
        context
            .capabilities()
            .map(
                c ->
                    new ContainerCapabilities(
                        c.addCapabilities(), c.dropCapabilities(), c.addAmbientCapabilities()))
            .orElseGet(ContainerCapabilities::of),
        context.privileged(),
        namespaces,
        context.selinuxOptions().map(Requests::selinux),
        context.runAsUser().map(Int64Value::value),
        context.runAsGroup().map(Int64Value::value),
        given(context.runAsUsername()),
        context.readonlyRootfs(),
        context.supplementalGroups(),
        policy(context.supplementalGroupsPolicy()),
        context.noNewPrivs(),
        paths(context.maskedPaths(), ownUsers),
        paths(context.readonlyPaths(), ownUsers),
        profile(context.seccomp(), context.seccompProfilePath()),
        profile(context.apparmor(), context.apparmorProfile()));
  }

  /**
   * None at all is what Kubernetes sends for {@code procMount: Unmasked}, which it allows only with
   * a user namespace. Without one it is a client that did not think of them: it gets the defaults.
   */
  private static Optional<List<String>> paths(List<String> paths, boolean ownUsers) {
    return paths.isEmpty() && !ownUsers ? Optional.empty() : Optional.of(paths);
  }
}
