package dev.davit.engine.pod;

import dev.davit.engine.Defaults;
import dev.davit.oci.runtime.Mount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mounts of a container: those of every one, those of its pod, and what was asked for. */
final class ContainerMounts {

  private final ContainerConfig config;
  private final ContainerSpecs.Facts facts;
  private final ContainerSecurity security;

  ContainerMounts(ContainerConfig config, ContainerSpecs.Facts facts) {
    this.config = config;
    this.facts = facts;
    this.security = config.linux().security();
  }

  /**
   * All of them, each after those that it lies in.
   *
   * @throws PodException {@code INVALID} if one makes no sense
   */
  List<Mount> mounts() {
    Map<String, Mount> byPlace = new LinkedHashMap<>();
    for (Mount mount : Defaults.mounts()) {
      byPlace.put(mount.destination(), security.privileged() ? writable(mount) : mount);
    }
    byPlace.put(
        "/dev/shm",
        bind("/dev/shm", facts.shm(), List.of("rbind", "rprivate", "nosuid", "noexec", "nodev")));
    List<String> own = new ArrayList<>(List.of("bind", "rprivate"));
    if (security.readonlyRootfs()) {
      own.add("ro");
    }
    facts.files().forEach((place, source) -> byPlace.put(place, bind(place, source, own)));
    List<Mount> added = new ArrayList<>(facts.devices().mounts());
    for (int i = 0; i < config.mounts().size(); i++) {
      added.add(mount(config.mounts().get(i), facts.mounts().get(i)));
    }
    added.stream()
        .sorted(
            Comparator.comparingLong(m -> m.destination().chars().filter(c -> c == '/').count()))
        .forEach(
            m -> {
              byPlace.remove(m.destination());
              byPlace.put(m.destination(), m);
            });
    return List.copyOf(byPlace.values());
  }

  private static Mount writable(Mount mount) {
    boolean kernel = mount.destination().startsWith("/sys");
    return kernel
        ? mount.withOptions(mount.options().stream().filter(o -> !o.equals("ro")).toList())
        : mount;
  }

  private static Mount bind(String place, String source, List<String> options) {
    return Mount.of(place, "bind", source, options);
  }

  private Mount mount(PodMount asked, String source) {
    String place = asked.containerPath();
    if (!place.startsWith("/") || place.equals("/")) {
      throw ContainerSpecs.invalid(
          "mount " + place + ": not an absolute path below / in the container");
    }
    if (asked.recursiveReadOnly()
        && (!asked.readonly() || asked.propagation() != Propagation.PRIVATE)) {
      throw ContainerSpecs.invalid(
          "mount " + place + ": recursiveReadOnly needs readonly and PRIVATE propagation");
    }
    if (source.equals("tmpfs")) {
      List<String> options = new ArrayList<>(List.of("nosuid", "nodev", "mode=1777"));
      options.addAll(asked.options().subList(1, asked.options().size()));
      if (asked.readonly()) {
        options.add("ro");
      }
      return Mount.of(place, "tmpfs", "tmpfs", options);
    }
    List<String> options = new ArrayList<>(List.of("rbind"));
    options.add(
        switch (asked.propagation()) {
          case PRIVATE -> "rprivate";
          case HOST_TO_CONTAINER -> "rslave";
          case BIDIRECTIONAL -> "rshared";
        });
    if (asked.recursiveReadOnly()) {
      options.add("rro");
    }
    if (asked.readonly() || asked.image().isPresent()) {
      options.add("ro");
    }
    options.addAll(asked.options());
    Mount mount = bind(place, source, options);
    if (asked.uidMappings().isEmpty() && asked.gidMappings().isEmpty()) {
      return mount;
    }
    return new Mount(
        place,
        mount.type(),
        mount.source(),
        options,
        IdRange.mappings(asked.uidMappings()),
        IdRange.mappings(asked.gidMappings()),
        Map.of());
  }
}
