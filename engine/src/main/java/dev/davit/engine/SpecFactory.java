package dev.davit.engine;

import dev.davit.engine.ContainerOptions.ProcessOptions;
import dev.davit.linux.Capability;
import dev.davit.linux.process.UserNamespace;
import dev.davit.oci.image.ContainerConfig;
import dev.davit.oci.runtime.Capabilities;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Process;
import dev.davit.oci.runtime.Root;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.cgroup.ScopeName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the OCI configuration of a container from its options, the configuration of its image and
 * the defaults. Pure: the same input gives the same configuration, and nothing is read or written.
 *
 * <p>The rules are docker's, so that an image behaves as its maker has seen it behave.
 */
final class SpecFactory {

  /** The version of the OCI runtime-spec that is written. */
  private static final String OCI_VERSION = "1.3.0";

  private final ContainerOptions options;
  private final ContainerConfig image;
  private final Facts facts;

  /**
   * What is neither in the options nor in the image.
   *
   * @param id of the container
   * @param hostHostname the host's own name, for containers that share its network
   * @param capabilities what the host can give
   * @param files files that are mounted into the container: where in it, and where on the host
   */
  record Facts(
      String id, String hostHostname, Set<Capability> capabilities, Map<String, String> files) {
    Facts {
      capabilities = Set.copyOf(capabilities);
      files = new LinkedHashMap<>(files);
    }
  }

  private SpecFactory(ContainerOptions options, ContainerConfig image, Facts facts) {
    this.options = options;
    this.image = image;
    this.facts = facts;
  }

  /**
   * The configuration.
   *
   * @throws OptionException if an option makes no sense, or there is no program to run
   */
  static Spec create(ContainerOptions options, ContainerConfig image, Facts facts) {
    return new SpecFactory(options, image, facts).create();
  }

  /** The hostname that the container has. */
  static String hostname(ContainerOptions options, String id, String hostHostname) {
    return options
        .hostname()
        .orElseGet(
            () -> options.network() == Network.HOST ? hostHostname : ContainerInfo.shortId(id));
  }

  /** The program and its arguments: docker's rules of ENTRYPOINT and CMD. */
  static List<String> command(ProcessOptions process, ContainerConfig image) {
    List<String> args = new ArrayList<>(process.entrypoint().orElse(image.entrypoint()));
    if (!process.command().isEmpty()) {
      args.addAll(process.command());
    } else if (process.entrypoint().isEmpty()) {
      args.addAll(image.cmd());
    }
    if (args.isEmpty()) {
      throw new OptionException(
          "command", "none given, and the image names none: write it after the image or directory");
    }
    if (args.get(0).isEmpty()) {
      throw new OptionException("command", "the program's name is empty");
    }
    return args;
  }

  /** Who runs it: the user's word, then the image's, then root. */
  static String user(ProcessOptions process, ContainerConfig image) {
    return process.user().or(() -> image.user().filter(u -> !u.isEmpty())).orElse("0");
  }

  private Spec create() {
    return new Spec(
        OCI_VERSION,
        Optional.of(Root.of("rootfs", options.security().readOnly())),
        Optional.of(process()),
        Optional.of(hostname(options, facts.id(), facts.hostHostname())),
        Optional.empty(),
        mounts(),
        Optional.empty(),
        Map.of(),
        Optional.of(linux()),
        Map.of());
  }

  private Process process() {
    ProcessOptions asked = options.process();
    String cwd =
        asked.workingDirectory().or(image::workingDir).filter(s -> !s.isEmpty()).orElse("/");
    if (!cwd.startsWith("/")) {
      throw new OptionException(
          "workdir", "\"" + cwd + "\": not an absolute path in the container");
    }
    return Process.of(command(asked, image), environment(), cwd)
        .withTerminal(asked.terminal())
        .withCapabilities(Capabilities.of(capabilities()))
        .withNoNewPrivileges(options.security().noNewPrivileges());
  }

  private List<String> capabilities() {
    return CapabilitySet.names(
        options.security().capAdd(), options.security().capDrop(), facts.capabilities());
  }

  /** Defaults, then the image's, then the user's; each variable once, at its first place. */
  private List<String> environment() {
    Map<String, String> env = new LinkedHashMap<>();
    env.put("PATH", Defaults.PATH);
    env.put("HOSTNAME", hostname(options, facts.id(), facts.hostHostname()));
    if (options.process().terminal()) {
      env.put("TERM", "xterm");
    }
    for (String entry : image.env()) {
      int equals = entry.indexOf('=');
      if (equals <= 0) {
        throw new OptionException(
            "env", "\"" + entry + "\" of the image: not of the form NAME=VALUE");
      }
      env.put(entry.substring(0, equals), entry.substring(equals + 1));
    }
    env.putAll(options.process().environment());
    List<String> entries = new ArrayList<>();
    env.forEach((name, value) -> entries.add(name + "=" + value));
    return entries;
  }

  /** The kernel's file systems and what the user adds; who names a default's place replaces it. */
  private List<Mount> mounts() {
    Map<String, Mount> byPlace = new LinkedHashMap<>();
    Defaults.mounts().forEach(m -> byPlace.put(m.destination(), m));
    if (!UserNamespace.isInitial()) {
      Defaults.mountsInUserNamespace(options.network() == Network.HOST)
          .forEach(m -> byPlace.put(m.destination(), m));
    }
    facts
        .files()
        .forEach(
            (destination, source) ->
                byPlace.put(
                    destination,
                    Mount.of(destination, "bind", source, List.of("bind", "rprivate"))));
    List<Mount> added = new ArrayList<>();
    for (Tmpfs t : options.tmpfs()) {
      List<String> words = new ArrayList<>(List.of("nosuid", "noexec", "nodev", "mode=1777"));
      words.addAll(t.options());
      added.add(Mount.of(t.destination(), "tmpfs", "tmpfs", words));
    }
    for (Volume v : options.volumes()) {
      added.add(Mount.of(v.destination(), "bind", v.source().toString(), bindOptions(v)));
    }
    added.stream()
        .sorted(Comparator.comparingInt(m -> depth(m.destination())))
        .forEach(m -> byPlace.put(m.destination(), m));
    return List.copyOf(byPlace.values());
  }

  private static List<String> bindOptions(Volume volume) {
    List<String> words = new ArrayList<>();
    if (!volume.options().contains("bind")) {
      words.add("rbind");
    }
    if (volume.options().stream()
        .noneMatch(o -> o.endsWith("private") || o.endsWith("slave") || o.endsWith("shared"))) {
      words.add("rprivate");
    }
    volume.options().stream().filter(o -> !o.equals("rbind")).forEach(words::add);
    return words;
  }

  private static int depth(String path) {
    return (int) path.chars().filter(c -> c == '/').count();
  }

  private Linux linux() {
    List<Namespace> namespaces = new ArrayList<>();
    for (NamespaceType type : NamespaceType.values()) {
      boolean wanted =
          switch (type) {
            case USER, TIME -> false;
            case NETWORK -> options.network() != Network.HOST;
            default -> true;
          };
      if (wanted) {
        namespaces.add(Namespace.created(type));
      }
    }
    String parent = options.cgroupParent().orElse(Defaults.CGROUP_PARENT);
    Linux linux = filtered(Linux.empty());
    return linux
        .withNamespaces(namespaces)
        .withCgroupsPath(cgroup(parent))
        .withResources(options.limits().resources())
        .withMaskedPaths(Defaults.MASKED_PATHS)
        .withReadonlyPaths(Defaults.READONLY_PATHS);
  }

  private String cgroup(String parent) {
    return ScopeName.isSlice(parent)
        ? parent + ":davit:" + facts.id()
        : (parent.endsWith("/") ? parent : parent + "/") + facts.id();
  }

  private Linux filtered(Linux linux) {
    return options.security().seccomp()
        ? linux.withSeccomp(DefaultSeccomp.profile(Set.copyOf(capabilities())))
        : linux;
  }
}
