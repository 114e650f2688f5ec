package dev.davit.oci.runtime;

import dev.davit.oci.json.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What only Linux containers have (runtime-spec 1.3.0, config-linux.md).
 *
 * @param namespaces namespaces created or joined; those not listed are inherited
 * @param uidMappings user mapping of a new user namespace
 * @param gidMappings group mapping of a new user namespace
 * @param timeOffsets offsets of a new time namespace by clock, {@code monotonic} and {@code
 *     boottime}
 * @param devices device nodes beyond the default ones
 * @param netDevices network devices moved into the container, by their name on the host
 * @param cgroupsPath the cgroup; its form is the cgroup driver's
 * @param resources cgroup limits
 * @param intelRdt resource director technology
 * @param memoryPolicy NUMA policy, see set_mempolicy(2)
 * @param sysctl kernel parameters by name
 * @param seccomp system call filter
 * @param rootfsPropagation mount propagation of the root
 * @param maskedPaths paths made unreadable
 * @param readonlyPaths paths made read-only
 * @param mountLabel SELinux context of the mounts
 * @param personality execution domain, see personality(2)
 * @param unknown fields that this version does not know, kept and written back
 */
public record Linux(
    List<Namespace> namespaces,
    List<IdMapping> uidMappings,
    List<IdMapping> gidMappings,
    Map<String, TimeOffset> timeOffsets,
    List<Device> devices,
    Map<String, NetDevice> netDevices,
    Optional<String> cgroupsPath,
    Optional<Resources> resources,
    Optional<IntelRdt> intelRdt,
    Optional<MemoryPolicy> memoryPolicy,
    Map<String, String> sysctl,
    Optional<Seccomp> seccomp,
    Optional<RootfsPropagation> rootfsPropagation,
    List<String> maskedPaths,
    List<String> readonlyPaths,
    Optional<String> mountLabel,
    Optional<Personality> personality,
    Map<String, Object> unknown) {

  /** Copies its collections; an empty path of a cgroup is none. */
  public Linux {
    cgroupsPath = cgroupsPath.filter(path -> !path.isEmpty());
    namespaces = List.copyOf(namespaces);
    uidMappings = List.copyOf(uidMappings);
    gidMappings = List.copyOf(gidMappings);
    timeOffsets = Fields.copyOf(timeOffsets);
    devices = List.copyOf(devices);
    netDevices = Fields.copyOf(netDevices);
    sysctl = Fields.copyOf(sysctl);
    maskedPaths = List.copyOf(maskedPaths);
    readonlyPaths = List.copyOf(readonlyPaths);
    unknown = Fields.copyOf(unknown);
  }

  /** Nothing set: the start of a chain of withers. */
  public static Linux empty() {
    return new Linux(
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /** The namespace of a kind, if the container creates or joins one. */
  public Optional<Namespace> namespace(NamespaceType type) {
    return namespaces.stream().filter(n -> n.type() == type).findFirst();
  }

  /** A copy with another {@code namespaces}. */
  public Linux withNamespaces(List<Namespace> namespaces) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code uidMappings}. */
  public Linux withUidMappings(List<IdMapping> uidMappings) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code gidMappings}. */
  public Linux withGidMappings(List<IdMapping> gidMappings) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code devices}. */
  public Linux withDevices(List<Device> devices) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code cgroupsPath}. */
  public Linux withCgroupsPath(String cgroupsPath) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        Optional.of(cgroupsPath),
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code resources}. */
  public Linux withResources(Resources resources) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        Optional.of(resources),
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code sysctl}. */
  public Linux withSysctl(Map<String, String> sysctl) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code seccomp}. */
  public Linux withSeccomp(Seccomp seccomp) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        Optional.of(seccomp),
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code rootfsPropagation}. */
  public Linux withRootfsPropagation(RootfsPropagation rootfsPropagation) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        Optional.of(rootfsPropagation),
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code maskedPaths}. */
  public Linux withMaskedPaths(List<String> maskedPaths) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code readonlyPaths}. */
  public Linux withReadonlyPaths(List<String> readonlyPaths) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }

  /** A copy with another {@code mountLabel}. */
  public Linux withMountLabel(String mountLabel) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        intelRdt,
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        Optional.of(mountLabel),
        personality,
        unknown);
  }

  /** A copy with another {@code intelRdt}. */
  public Linux withIntelRdt(IntelRdt intelRdt) {
    return new Linux(
        namespaces,
        uidMappings,
        gidMappings,
        timeOffsets,
        devices,
        netDevices,
        cgroupsPath,
        resources,
        Optional.of(intelRdt),
        memoryPolicy,
        sysctl,
        seccomp,
        rootfsPropagation,
        maskedPaths,
        readonlyPaths,
        mountLabel,
        personality,
        unknown);
  }
}
