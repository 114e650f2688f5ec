package dev.davit.engine.pod;

import dev.davit.engine.CapabilitySet;
import dev.davit.engine.DefaultSeccomp;
import dev.davit.engine.Defaults;
import dev.davit.engine.OptionException;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.Capability;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.json.Json;
import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.Device;
import dev.davit.oci.runtime.DeviceRule;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Pids;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Resources;
import dev.davit.oci.runtime.Root;
import dev.davit.oci.runtime.Seccomp;
import dev.davit.oci.runtime.Spec;
import dev.davit.oci.runtime.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the OCI configuration of a container of a pod from what was asked, its pod, its image and
 * the defaults. Nothing is changed by it; of the machine it reads only what the request names.
 */
final class ContainerSpecs {

  private static final String OCI_VERSION = "1.3.0";

  /**
   * What is neither in the requests nor in the image.
   *
   * @param capabilities what this host can give
   * @param user the first process
   * @param home its home directory
   * @param hostname of the pod
   * @param files that the pod mounts: where in the container, and where on the host
   * @param shm the pod's {@code /dev/shm}
   * @param pausePid the process that holds the pod's namespaces
   * @param targetPid of the container whose PIDs are shared
   * @param cgroup of the container
   * @param mounts the sources of the requested mounts, in their order
   * @param devices of the host and of CDI
   */
  record Facts(
      Set<Capability> capabilities,
      ContainerUser user,
      Optional<String> home,
      String hostname,
      Map<String, String> files,
      String shm,
      int pausePid,
      Optional<Integer> targetPid,
      String cgroup,
      List<String> mounts,
      HostDevices.Found devices) {}

  private final dev.davit.engine.pod.ContainerConfig config;
  private final PodConfig pod;
  private final ContainerConfig image;
  private final Facts facts;
  private final ContainerSecurity security;

  ContainerSpecs(
      dev.davit.engine.pod.ContainerConfig config,
      PodConfig pod,
      ContainerConfig image,
      Facts facts) {
    this.config = config;
    this.pod = pod;
    this.image = image;
    this.facts = facts;
    this.security = config.linux().security();
  }

  /**
   * The configuration.
   *
   * @throws PodException {@code INVALID} if the request makes no sense
   */
  Spec spec() {
    return new Spec(
        OCI_VERSION,
        Optional.of(Root.of("rootfs", security.readonlyRootfs())),
        Optional.of(process()),
        Optional.empty(),
        Optional.empty(),
        new ContainerMounts(config, facts).mounts(),
        Optional.empty(),
        Map.of(),
        Optional.of(linux()),
        Map.of());
  }

  private Process process() {
    String cwd =
        config.workingDir().isEmpty()
            ? image.workingDir().filter(s -> !s.isEmpty()).orElse("/")
            : config.workingDir();
    if (!cwd.startsWith("/")) {
      throw invalid("workingDir: \"" + cwd + "\": not an absolute path");
    }
    ContainerUser user = facts.user();
    Process process =
        Process.of(command(), environment(), cwd)
            .withTerminal(config.tty())
            .withUser(User.of(user.uid(), user.gid()).withAdditionalGids(user.supplementalGroups()))
            .withCapabilities(capabilities())
            .withNoNewPrivileges(security.noNewPrivileges());
    long score = config.linux().resources().oomScoreAdj();
    if (score != 0) {
      process = process.withOomScoreAdj((int) score);
    }
    Optional<SecurityProfile> apparmor = security.apparmor();
    if (apparmor.isPresent() && apparmor.get().type() == SecurityProfile.Type.LOCALHOST) {
      process = process.withApparmorProfile(apparmor.get().localhostRef());
    }
    return process;
  }

  /** The program: the rules of Kubernetes for command and args (core/v1 Container). */
  private List<String> command() {
    List<String> args = new ArrayList<>();
    if (config.command().isEmpty()) {
      args.addAll(image.entrypoint());
      args.addAll(config.args().isEmpty() ? image.cmd() : config.args());
    } else {
      args.addAll(config.command());
      args.addAll(config.args());
    }
    if (args.isEmpty() || args.get(0).isEmpty()) {
      throw invalid("command: none given, and the image names none");
    }
    return args;
  }

  private List<String> environment() {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("PATH", Defaults.PATH);
    env.put("HOSTNAME", facts.hostname());
    if (config.tty()) {
      env.put("TERM", "xterm");
    }
    for (String entry : image.env()) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        env.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    for (EnvironmentVariable variable : config.envs()) {
      if (variable.name().isEmpty() || variable.name().indexOf('=') >= 0) {
        throw invalid("envs: \"" + variable.name() + "\": not the name of a variable");
      }
      env.put(variable.name(), variable.value());
    }
    facts.devices().env().forEach(env::put);
    env.putIfAbsent("HOME", facts.home().filter(h -> !h.isEmpty()).orElse("/"));
    List<String> entries = new ArrayList<>();
    env.forEach((name, value) -> entries.add(name + "=" + value));
    return entries;
  }

  private Capabilities capabilities() {
    if (security.privileged()) {
      return Capabilities.of(
          facts.capabilities().stream().sorted().map(Capability::capName).toList());
    }
    ContainerCapabilities asked = security.capabilities();
    try {
      Capabilities set =
          Capabilities.of(CapabilitySet.names(asked.add(), asked.drop(), facts.capabilities()));
      if (asked.addAmbient().isEmpty()) {
        return set;
      }
      List<String> all = new ArrayList<>(asked.add());
      all.addAll(asked.addAmbient());
      set = Capabilities.of(CapabilitySet.names(all, asked.drop(), facts.capabilities()));
      List<String> ambient =
          CapabilitySet.names(asked.addAmbient(), List.of("ALL"), facts.capabilities());
      return set.withInheritable(ambient).withAmbient(ambient);
    } catch (OptionException e) {
      throw new PodException(Reason.INVALID, "capabilities: " + e.getMessage(), e);
    }
  }

  private Linux linux() {
    Linux linux =
        Linux.empty()
            .withNamespaces(namespaces())
            .withCgroupsPath(facts.cgroup())
            .withResources(resources())
            .withDevices(facts.devices().devices());
    Optional<UserNamespace> users = UserNamespace.of(pod);
    if (users.isPresent()) {
      linux =
          linux
              .withUidMappings(IdRange.mappings(users.get().uids()))
              .withGidMappings(IdRange.mappings(users.get().gids()));
    }
    if (bidirectional()) {
      linux = linux.withRootfsPropagation(dev.davit.oci.runtime.RootfsPropagation.SHARED);
    }
    if (!security.privileged()) {
      linux =
          linux
              .withMaskedPaths(security.maskedPaths().orElse(Defaults.MASKED_PATHS))
              .withReadonlyPaths(security.readonlyPaths().orElse(Defaults.READONLY_PATHS));
    }
    Optional<Seccomp> filter = seccomp();
    return filter.isPresent() ? linux.withSeccomp(filter.get()) : linux;
  }

  private boolean bidirectional() {
    return config.mounts().stream().anyMatch(m -> m.propagation() == Propagation.BIDIRECTIONAL);
  }

  private List<Namespace> namespaces() {
    NamespaceOptions ofPod = pod.linux().security().namespaceOptions();
    List<Namespace> namespaces = new ArrayList<>();
    namespaces.add(Namespace.created(NamespaceType.MOUNT));
    namespaces.add(Namespace.created(NamespaceType.CGROUP));
    if (UserNamespace.of(pod).isPresent()) {
      namespaces.add(joined(NamespaceType.USER, facts.pausePid(), "user"));
    }
    if (ofPod.network() != NamespaceMode.NODE) {
      namespaces.add(joined(NamespaceType.NETWORK, facts.pausePid(), "net"));
      namespaces.add(joined(NamespaceType.UTS, facts.pausePid(), "uts"));
    }
    if (ofPod.ipc() != NamespaceMode.NODE) {
      namespaces.add(joined(NamespaceType.IPC, facts.pausePid(), "ipc"));
    }
    switch (security.namespaceOptions().pid()) {
      case CONTAINER -> namespaces.add(Namespace.created(NamespaceType.PID));
      case POD -> {
        // a container that says nothing about PIDs follows its pod
        if (ofPod.pid() == NamespaceMode.POD) {
          namespaces.add(joined(NamespaceType.PID, facts.pausePid(), "pid"));
        } else {
          throw invalid("namespaceOptions.pid: POD, but the sandbox was made without shared PIDs");
        }
      }
      case TARGET ->
          namespaces.add(
              joined(
                  NamespaceType.PID,
                  facts
                      .targetPid()
                      .orElseThrow(() -> invalid("namespaceOptions.targetId: missing")),
                  "pid"));
      case NODE -> {}
    }
    return namespaces;
  }

  private static Namespace joined(NamespaceType type, int pid, String name) {
    return Namespace.joined(type, "/proc/" + pid + "/ns/" + name);
  }

  private Resources resources() {
    Resources resources = ResourceSpecs.of(config.linux().resources());
    Optional<Long> pids = DavitAnnotations.pidsLimit(config.annotations());
    if (pids.isPresent()) {
      resources = resources.withPids(Pids.of(pids.get()));
    }
    List<DeviceRule> rules = new ArrayList<>();
    rules.add(DeviceRule.denyAll());
    if (security.privileged()) {
      rules.add(
          new DeviceRule(
              true,
              Optional.of(dev.davit.oci.runtime.DeviceType.ALL),
              Optional.empty(),
              Optional.empty(),
              Optional.of("rwm"),
              Map.of()));
    }
    rules.addAll(facts.devices().rules());
    return resources.withDevices(rules);
  }

  private Optional<Seccomp> seccomp() {
    SecurityProfile profile =
        security
            .seccomp()
            .orElse(
                security.privileged()
                    ? SecurityProfile.UNCONFINED
                    : SecurityProfile.RUNTIME_DEFAULT);
    return switch (profile.type()) {
      case UNCONFINED -> Optional.empty();
      case RUNTIME_DEFAULT ->
          security.privileged()
              ? Optional.empty()
              : Optional.of(DefaultSeccomp.profile(Set.copyOf(capabilities().bounding())));
      case LOCALHOST -> Optional.of(localProfile(profile.localhostRef()));
    };
  }

  private static Seccomp localProfile(String path) {
    String file = path.startsWith("localhost/") ? path.substring("localhost/".length()) : path;
    try {
      return Json.parse(Seccomp.class, file, Files.readString(Path.of(file)));
    } catch (IOException e) {
      throw new PodException(
          Reason.INVALID,
          "seccomp profile " + file + ": " + dev.davit.linux.IoFailure.reason(e),
          e);
    }
  }

  static PodException invalid(String message) {
    return new PodException(Reason.INVALID, message);
  }

  /** The devices that are made in the container, for the host side. */
  List<Device> devices() {
    return facts.devices().devices();
  }
}
