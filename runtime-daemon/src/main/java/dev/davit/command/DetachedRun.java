package dev.davit.command;

import dev.davit.cri.v1.Capability;
import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.ContainerMetadata;
import dev.davit.cri.v1.ImageSpec;
import dev.davit.cri.v1.KeyValue;
import dev.davit.cri.v1.LinuxContainerConfig;
import dev.davit.cri.v1.LinuxContainerSecurityContext;
import dev.davit.cri.v1.LinuxPodSandboxConfig;
import dev.davit.cri.v1.LinuxSandboxSecurityContext;
import dev.davit.cri.v1.Mount;
import dev.davit.cri.v1.MountPropagation;
import dev.davit.cri.v1.NamespaceMode;
import dev.davit.cri.v1.NamespaceOption;
import dev.davit.cri.v1.PodSandboxConfig;
import dev.davit.cri.v1.PodSandboxMetadata;
import dev.davit.cri.v1.ProfileType;
import dev.davit.cri.v1.SecurityProfile;
import dev.davit.engine.OptionException;
import dev.davit.engine.Volume;
import dev.davit.engine.pod.DavitAnnotations;
import dev.davit.engine.pod.RestartPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import picocli.CommandLine.ParseResult;

/**
 * {@code davit run -d}: a pod of one container, in the words of the CRI, that the daemon keeps. The
 * options are those of a container in the foreground.
 */
final class DetachedRun {

  /** The namespace, in the sense of Kubernetes, of pods that this command makes. */
  static final String NAMESPACE = "davit";

  private static final String LOG = "container.log";

  private final ParseResult options;
  private final Session session;
  private final String uid = UUID.randomUUID().toString();
  private final List<String> words;
  private final String name;

  DetachedRun(ParseResult options, Session session) {
    this.options = options;
    this.session = session;
    this.words = Options.parameters(options);
    String given = Options.one(options, "--name");
    this.name = given == null ? uid.replace("-", "").substring(0, 12) : given;
  }

  /** Refuses what a detached container cannot be given, before anything is done. */
  void check() {
    refuse(
        "--rootfs", "a detached container needs an image: davit import makes one of a directory");
    refuse("--keep", "a detached container is kept unless --rm is given");
    refuse("--storage-driver", "the daemon makes overlays");
    checkRestart();
    if ("systemd".equals(Options.one(options, "--cgroup-manager"))) {
      throw new OptionException("--cgroup-manager", "systemd: the daemon makes the cgroups itself");
    }
    if (List.of("pasta", "slirp4netns").contains(network())) {
      throw new OptionException("--net", network() + ": not with -d: use bridge, none or host");
    }
    if (!Options.all(options, "-p").isEmpty() && !network().equals("bridge")) {
      throw new OptionException("--publish", "needs --net bridge: " + network() + " has no ports");
    }
    new DetachedPorts(Options.all(options, "-p")).mappings();
  }

  private void checkRestart() {
    String policy = Options.one(options, "--restart");
    if (policy == null) {
      return;
    }
    try {
      RestartPolicy.parse(policy);
    } catch (IllegalArgumentException e) {
      throw new OptionException("--restart", e.getMessage());
    }
    if (Options.given(options, "--rm")) {
      throw new OptionException("--restart", "not with --rm: what is removed cannot be restarted");
    }
  }

  private void refuse(String option, String reason) {
    if (Options.given(options, option)) {
      throw new OptionException(option, "not with -d: " + reason);
    }
  }

  private String network() {
    String given = Options.one(options, "--net");
    return given == null ? "bridge" : given;
  }

  /**
   * Starts it; of one that cannot be started nothing is left.
   *
   * @return its id
   */
  String start() {
    List<Volume> volumes = session.davit().volumes(Options.all(options, "-v"), words.get(0));
    DaemonClient daemon = DaemonAccess.daemon(session);
    return PodMaking.make(
        daemon,
        sandbox(),
        pod -> {
          String container = pod.create(container(volumes));
          if (Options.given(options, "--name")) {
            session.davit().name(container, name);
          }
          pod.start(container);
          return container;
        });
  }

  private PodSandboxConfig sandbox() {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put(DavitAnnotations.DETACHED, "true");
    if (Options.given(options, "--rm")) {
      annotations.put(DavitAnnotations.REMOVE, "true");
    }
    String restart = Options.one(options, "--restart");
    if (restart != null) {
      annotations.put(DavitAnnotations.RESTART, restart);
    }
    if (network().equals("none")) {
      annotations.put(DavitAnnotations.NETWORK, "none");
    }
    LinuxPodSandboxConfig.Builder linux =
        LinuxPodSandboxConfig.builder()
            .securityContext(
                LinuxSandboxSecurityContext.builder().namespaceOptions(namespaces()).build());
    String parent = Options.one(options, "--cgroup-parent");
    if (parent != null) {
      linux.cgroupParent(parent);
    }
    String hostname = Options.one(options, "--hostname");
    return PodSandboxConfig.builder()
        .metadata(PodSandboxMetadata.builder().name(name).uid(uid).namespace(NAMESPACE).build())
        .hostname(network().equals("host") ? "" : hostname == null ? defaultHostname() : hostname)
        .labels(labels())
        .annotations(annotations)
        .portMappings(new DetachedPorts(Options.all(options, "-p")).mappings())
        .linux(linux.build())
        .build();
  }

  /** hostname(7) allows less than a name does. */
  private String defaultHostname() {
    return name.matches("[a-zA-Z0-9][a-zA-Z0-9-]{0,62}") ? name : uid.substring(0, 8);
  }

  private NamespaceOption namespaces() {
    return NamespaceOption.builder()
        .network(network().equals("host") ? NamespaceMode.NODE : NamespaceMode.POD)
        .pid(NamespaceMode.CONTAINER)
        .ipc(NamespaceMode.POD)
        .build();
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String label : Options.all(options, "-l")) {
      int equals = label.indexOf('=');
      labels.put(
          equals < 0 ? label : label.substring(0, equals),
          equals < 0 ? "" : label.substring(equals + 1));
    }
    return labels;
  }

  private ContainerConfig container(List<Volume> volumes) {
    Map<String, String> annotations = new LinkedHashMap<>();
    List<String> tmpfs = Options.all(options, "--tmpfs");
    if (!tmpfs.isEmpty()) {
      annotations.put(DavitAnnotations.TMPFS, String.join("\n", tmpfs));
    }
    RunOptions.limits(options)
        .pids()
        .ifPresent(pids -> annotations.put(DavitAnnotations.PIDS_LIMIT, pids.toString()));
    List<KeyValue> environment = new ArrayList<>();
    for (String entry : Options.all(options, "-e")) {
      RunOptions.environment(entry, (k, v) -> environment.add(new KeyValue(k, v)));
    }
    ContainerConfig.Builder container =
        ContainerConfig.builder()
            .metadata(new ContainerMetadata(name, 0))
            .image(ImageSpec.builder().image(words.get(0)).userSpecifiedImage(words.get(0)).build())
            .envs(environment)
            .mounts(volumes.stream().map(DetachedRun::mount).toList())
            .labels(labels())
            .annotations(annotations)
            .logPath(LOG)
            .stdin(Options.given(options, "-i"))
            .tty(Options.given(options, "-t"))
            .linux(
                LinuxContainerConfig.builder()
                    .resources(Limits.message(RunOptions.limits(options)))
                    .securityContext(security())
                    .build());
    String directory = Options.one(options, "-w");
    if (directory != null) {
      container.workingDir(directory);
    }
    command(container);
    return container.build();
  }

  /** With an entrypoint of the image, what is given is the arguments of that. */
  private void command(ContainerConfig.Builder container) {
    List<String> given = words.subList(1, words.size());
    String entrypoint = Options.one(options, "--entrypoint");
    if (entrypoint == null) {
      container.args(given);
    } else if (entrypoint.isEmpty()) {
      container.command(given);
    } else {
      container.command(List.of(entrypoint)).args(given);
    }
  }

  private LinuxContainerSecurityContext security() {
    LinuxContainerSecurityContext.Builder security =
        LinuxContainerSecurityContext.builder()
            .namespaceOptions(namespaces())
            .readonlyRootfs(Options.given(options, "--read-only"))
            .noNewPrivs(Options.given(options, "--no-new-privileges"))
            .capabilities(
                Capability.builder()
                    .addCapabilities(Options.all(options, "--cap-add"))
                    .dropCapabilities(Options.all(options, "--cap-drop"))
                    .build())
            .seccomp(
                SecurityProfile.builder()
                    .profileType(
                        "unconfined".equals(Options.one(options, "--seccomp"))
                            ? ProfileType.Unconfined
                            : ProfileType.RuntimeDefault)
                    .build());
    String user = Options.one(options, "-u");
    if (user != null) {
      Users.set(security, user);
    }
    return security.build();
  }

  private static Mount mount(Volume volume) {
    Set<String> given = Set.copyOf(volume.options());
    for (String option : given) {
      if (!Set.of("ro", "rw", "bind", "rbind", "private", "rprivate", "rslave", "rshared")
          .contains(option)) {
        throw new OptionException("volume", "option \"" + option + "\": not with -d: use ro");
      }
    }
    return Mount.builder()
        .hostPath(volume.source().toString())
        .containerPath(volume.destination())
        .readonly(volume.readOnly())
        .propagation(
            given.contains("rshared")
                ? MountPropagation.PROPAGATION_BIDIRECTIONAL
                : given.contains("rslave")
                    ? MountPropagation.PROPAGATION_HOST_TO_CONTAINER
                    : MountPropagation.PROPAGATION_PRIVATE)
        .build();
  }
}
