package dev.davit.runtime.plan;

import dev.davit.linux.ContainerPath;
import dev.davit.linux.MountAttributes;
import dev.davit.oci.runtime.IdMapping;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.runtime.Stdio;
import dev.davit.runtime.cgroup.CgroupPath;
import dev.davit.runtime.cgroup.Hierarchy;
import dev.davit.runtime.host.Host;
import dev.davit.runtime.plan.FilesystemStep.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The mounts of a configuration, in four parts: what the host side prepares, what init makes before
 * it changes its root, what it attaches after, and what it changes when devices are there too.
 */
public final class MountPlan {

  /** Filesystems whose files have no labels of their own: {@code mountLabel} is for them. */
  private static final Set<String> LABELLED = Set.of("tmpfs", "ramfs", "devpts");

  private static final Set<String> STRICT = Set.of("proc", "sysfs");

  private final Host host;
  private final Findings findings;
  private final Stdio stdio;
  private final CgroupPath cgroup;
  private final Linux linux;

  final List<Preparation> preparations = new ArrayList<>();
  final List<Step> made = new ArrayList<>();
  final List<Step> attached = new ArrayList<>();
  final List<Step> finished = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private boolean terminalAttached;

  MountPlan(Host host, Findings findings, Stdio stdio, CgroupPath cgroup, Linux linux) {
    this.host = host;
    this.findings = findings;
    this.stdio = stdio;
    this.cgroup = cgroup;
    this.linux = linux;
  }

  /** Whether it shows a part of the host's tree rather than a filesystem of its own. */
  public static boolean isBind(Mount mount) {
    return mount.type().filter("bind"::equals).isPresent()
        || MountOptions.parse(mount.options()).bind();
  }

  /** Whether there has to be something for it to be mounted on. */
  public static boolean needsMountPoint(Mount mount) {
    Set<String> special = MountOptions.parse(mount.options()).special();
    return !special.contains("remount") && !special.contains("copy-symlink");
  }

  /** Whether the container's terminal is to be found in its {@code /dev/pts}. */
  boolean terminalAttached() {
    return terminalAttached;
  }

  void add(List<Mount> mounts) {
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      MountOptions options = MountOptions.parse(mount.options());
      ContainerPath target = ContainerPath.of(ContainerPath.ROOT, mount.destination());
      String type = mount.type().orElse("");
      if (options.special().contains("remount")) {
        attached.add(
            new RemountStep(
                target,
                options.bind(),
                superblock(options),
                strings(options),
                options.attributes(),
                options.recursiveAttributes()));
        propagate(target, options);
      } else if (isBind(mount)) {
        bind(i, mount, target, options);
      } else if (type.equals("cgroup") || type.equals("cgroup2")) {
        cgroups(target, options);
      } else if (type.equals("devpts")
          && stdio instanceof Stdio.Terminal terminal
          && target.toString().equals("/dev/pts")) {
        terminal(terminal, mount.source().orElse(type), target, options);
      } else if (type.equals("sysfs") && networkIsOthers()) {
        hostsSysfs(i, target, options);
      } else if (options.special().contains("tmpcopyup")) {
        filled(i, target, options);
      } else {
        filesystem(mount, type, target, options, idMap(i, mount, options));
      }
    }
  }

  private void bind(int index, Mount mount, ContainerPath target, MountOptions options) {
    Path path = Path.of(mount.source().orElseThrow()).toAbsolutePath().normalize();
    Optional<String> link =
        options.special().contains("copy-symlink")
            ? findings.symlink().apply(path)
            : Optional.empty();
    if (link.isPresent()) {
      attached.add(new FilesystemStep.CopySymlink(target, link.get()));
      return;
    }
    boolean follow = !options.special().contains("src-nofollow");
    String descriptor = DescriptorNames.bind(index);
    preparations.add(
        new Preparation.CloneMount(
            descriptor,
            path,
            options.recursive(),
            false,
            options.attributes().set(),
            options.attributes().clear(),
            options.recursiveAttributes().set(),
            options.recursiveAttributes().clear(),
            options.propagation().orElse(Propagation.RPRIVATE),
            MountIds.of(mount, options, linux),
            follow));
    boolean onFile =
        !findings.isDirectory().test(path) || !follow && findings.symlink().apply(path).isPresent();
    attached.add(
        new FilesystemStep.Attach(
            path.toString(), descriptor, "", target, onFile, Way.of(options, false)));
  }

  /**
   * Whether the kernel lets nobody in the container make a sysfs: it shows network devices, and the
   * user namespace, which is a new one, is not that of the network namespace.
   */
  private boolean networkIsOthers() {
    Optional<Namespace> user = linux.namespace(NamespaceType.USER);
    Optional<Namespace> network = linux.namespace(NamespaceType.NETWORK);
    boolean made = network.isPresent() && network.get().path().isEmpty();
    boolean together = user.isPresent() && user.get().path().isPresent() && network.isPresent();
    return user.isPresent() && !made && !together;
  }

  /**
   * The sysfs of the runtime itself, as in crun: it shows the network namespace that the container
   * has. Nothing of what is mounted in it comes along, but where an ordinary user may not look
   * below.
   */
  private void hostsSysfs(int index, ContainerPath target, MountOptions options) {
    boolean all = host.userNamespace();
    String descriptor = DescriptorNames.bind(index);
    long attributes = attributes(options);
    preparations.add(
        new Preparation.CloneMount(
            descriptor,
            Path.of("/sys"),
            all,
            false,
            attributes,
            0,
            all ? attributes : 0,
            0,
            options.propagation().orElse(Propagation.RPRIVATE),
            Optional.empty(),
            true));
    attached.add(
        new FilesystemStep.Attach("the host's sysfs", descriptor, "", target, false, Way.STRICT));
  }

  /** Copied where nothing of the container's runs yet: on the host side. */
  private void filled(int index, ContainerPath target, MountOptions options) {
    List<String> flags = new ArrayList<>(options.superblock());
    options.data().stream().filter(option -> option.indexOf('=') < 0).forEach(flags::add);
    String descriptor = DescriptorNames.tmpfs(index);
    preparations.add(
        new Preparation.MakeFilledTmpfs(
            descriptor, target, flags, hostIds(strings(options)), attributes(options)));
    attached.add(
        new FilesystemStep.Attach("tmpfs", descriptor, "", target, false, Way.of(options, false)));
    propagate(target, options);
  }

  /** A mount that init makes can show other ids too, if its filesystem allows that. */
  private Optional<String> idMap(int index, Mount mount, MountOptions options) {
    Optional<MountIds> ids = MountIds.of(mount, options, linux);
    String descriptor = DescriptorNames.mountIds(index);
    ids.ifPresent(shown -> preparations.add(new Preparation.MakeUserNamespace(descriptor, shown)));
    return ids.map(shown -> descriptor);
  }

  private void filesystem(
      Mount mount,
      String type,
      ContainerPath target,
      MountOptions options,
      Optional<String> idMapped) {
    List<String> flags = new ArrayList<>(options.superblock());
    options.data().stream().filter(option -> option.indexOf('=') < 0).forEach(flags::add);
    make(
        type,
        mount.source().orElse(type),
        target,
        flags,
        strings(options),
        attributes(options),
        STRICT.contains(type),
        idMapped);
    propagate(target, options);
  }

  /** What mount(2) would change of the superblock on MS_REMOUNT. */
  private static List<String> superblock(MountOptions options) {
    List<String> flags = new ArrayList<>(options.superblock());
    options.data().stream().filter(option -> option.indexOf('=') < 0).forEach(flags::add);
    if ((options.attributes().set() & MountAttributes.MOUNT_ATTR_RDONLY) != 0) {
      flags.add("ro");
    } else if ((options.attributes().clear() & MountAttributes.MOUNT_ATTR_RDONLY) != 0) {
      flags.add("rw");
    }
    return flags;
  }

  /** The name of a mount until it is attached: its place, which an earlier one may have as well. */
  private String name(ContainerPath target) {
    String name = target.toString();
    for (int i = 2; !names.add(name); i++) {
      name = target + " (" + i + ")";
    }
    return name;
  }

  private void make(
      String type,
      String source,
      ContainerPath target,
      List<String> flags,
      Map<String, String> strings,
      long attributes,
      boolean strict,
      Optional<String> idMapped) {
    String name = name(target);
    boolean isDev = target.toString().equals("/dev");
    if (isDev && (attributes & MountAttributes.MOUNT_ATTR_RDONLY) != 0) {
      // devices are made in it before
      finished.add(
          new RemountStep(
              target,
              true,
              List.of(),
              Map.of(),
              new MountOptions.Attributes(MountAttributes.MOUNT_ATTR_RDONLY, 0),
              MountOptions.Attributes.NONE));
      attributes &= ~MountAttributes.MOUNT_ATTR_RDONLY;
    }
    boolean takesMode = type.equals("tmpfs") && !strings.containsKey("mode");
    // a change of its mode is one of its content
    long late = takesMode ? attributes & MountAttributes.MOUNT_ATTR_RDONLY : 0;
    Map<String, String> labelled = new LinkedHashMap<>(strings);
    if (LABELLED.contains(type)) {
      linux
          .mountLabel()
          .filter(label -> !label.isEmpty())
          .ifPresent(label -> labelled.put("context", label));
    }
    made.add(
        new FilesystemStep.NewFilesystem(name, type, source, flags, labelled, attributes & ~late));
    idMapped.ifPresent(ids -> made.add(new FilesystemStep.MapIds(name, ids)));
    if (takesMode) {
      attached.add(new FilesystemStep.TakeMode(name, target, late));
    }
    attached.add(
        new FilesystemStep.Attach(type, "", name, target, false, strict ? Way.STRICT : Way.INSIDE));
  }

  private void propagate(ContainerPath target, MountOptions options) {
    options
        .propagation()
        .filter(propagation -> propagation.type() != Propagation.Type.PRIVATE)
        .ifPresent(p -> attached.add(new FilesystemStep.Propagate(target, p)));
  }

  private static Map<String, String> strings(MountOptions options) {
    Map<String, String> strings = new LinkedHashMap<>();
    for (String option : options.data()) {
      int equals = option.indexOf('=');
      if (equals >= 0) {
        strings.put(option.substring(0, equals), option.substring(equals + 1));
      }
    }
    return strings;
  }

  /** The host side makes this filesystem, to which the container's ids mean nothing. */
  private Map<String, String> hostIds(Map<String, String> options) {
    Map<String, String> translated = new LinkedHashMap<>(options);
    translate(translated, "uid", linux.uidMappings());
    translate(translated, "gid", linux.gidMappings());
    return translated;
  }

  private static void translate(Map<String, String> options, String key, List<IdMapping> mappings) {
    if (options.containsKey(key) && options.get(key).matches("[0-9]{1,10}")) {
      Optional<Long> id = new IdMap(mappings).toHost(Long.parseLong(options.get(key)));
      id.ifPresentOrElse(
          number -> options.put(key, Long.toString(number)), () -> options.remove(key));
    }
  }

  private static long attributes(MountOptions options) {
    return options.attributes().set() | options.recursiveAttributes().set();
  }

  private void terminal(
      Stdio.Terminal wanted, String source, ContainerPath target, MountOptions options) {
    Map<String, String> strings = new LinkedHashMap<>(hostIds(strings(options)));
    strings.put("source", source);
    preparations.add(new Preparation.MakeTerminal(strings, attributes(options), wanted));
    attached.add(
        new FilesystemStep.Attach("devpts", DescriptorNames.DEVPTS, "", target, false, Way.INSIDE));
    terminalAttached = true;
  }

  /**
   * The container's own cgroup, as programs expect to find it: on a machine with v1 hierarchies, a
   * directory with one mount for each that the container has a cgroup in. These are binds of its
   * own directories: what a new mount in its cgroup namespace would show as well, without a
   * superblock for each, and without the machine's root where it has no cgroup of its own.
   */
  private void cgroups(ContainerPath target, MountOptions options) {
    long attributes = attributes(options);
    Optional<Path> unified = host.cgroups().unified().map(Hierarchy::mountPoint);
    if (host.cgroups().v1().isEmpty()) {
      unified.ifPresent(mountPoint -> cgroup(mountPoint, target, attributes));
      return;
    }
    make(
        "tmpfs",
        "cgroup",
        target,
        List.of(),
        Map.of("mode", "755"),
        attributes & ~MountAttributes.MOUNT_ATTR_RDONLY,
        true,
        Optional.empty());
    for (String name : findings.v1Cgroups()) {
      cgroup(mountPoint(name), target.resolve(name), attributes);
    }
    unified.ifPresent(mountPoint -> cgroup(mountPoint, target.resolve("unified"), attributes));
    if ((attributes & MountAttributes.MOUNT_ATTR_RDONLY) != 0) {
      attached.add(new ProtectionStep.MakeMountReadonly(target.toString(), target));
    }
  }

  private Path mountPoint(String name) {
    return host.cgroups().v1().values().stream()
        .map(Hierarchy::mountPoint)
        .filter(mountPoint -> mountPoint.getFileName().toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private void cgroup(Path mountPoint, ContainerPath target, long attributes) {
    String path = cgroup.in(mountPoint).toString();
    String name = name(target);
    made.add(new FilesystemStep.CloneHostPath(name, path, attributes));
    attached.add(new FilesystemStep.Attach("the cgroup", "", name, target, false, Way.STRICT));
  }
}
