package dev.davit.engine.pod;

import java.util.List;
import java.util.Optional;

/**
 * A file, directory, or image that is mounted into a container (CRI Mount).
 *
 * @param containerPath in the container, absolute
 * @param hostPath on the host, absolute; symbolic links are followed; it has to exist. Absent with
 *     an image or a tmpfs
 * @param readonly whether the container may not write
 * @param selinuxRelabel refused where the kernel has SELinux; without effect elsewhere
 * @param propagation of later mounts
 * @param uidMappings of an idmapped mount
 * @param gidMappings of an idmapped mount
 * @param recursiveReadOnly whether what is mounted below is read-only too; needs {@code readonly}
 *     and {@code PRIVATE}
 * @param image an image whose files are mounted read-only instead of {@code hostPath}
 * @param imageSubPath a directory of that image; empty for all of it
 * @param options in the words of mount(8): {@code nosuid}, {@code nodev}, {@code noexec}; with
 *     {@code tmpfs} first, a new tmpfs and its options
 */
public record PodMount(
    String containerPath,
    Optional<String> hostPath,
    boolean readonly,
    boolean selinuxRelabel,
    Propagation propagation,
    List<IdRange> uidMappings,
    List<IdRange> gidMappings,
    boolean recursiveReadOnly,
    Optional<ImageSpec> image,
    String imageSubPath,
    List<String> options) {
  /** Copies lists and maps. */
  public PodMount {
    uidMappings = List.copyOf(uidMappings);
    gidMappings = List.copyOf(gidMappings);
    options = List.copyOf(options);
  }

  /** A mount of nothing yet. */
  public static PodMount of(String containerPath) {
    return new PodMount(
        containerPath,
        Optional.empty(),
        false,
        false,
        Propagation.PRIVATE,
        List.of(),
        List.of(),
        false,
        Optional.empty(),
        "",
        List.of());
  }

  /** A copy with another {@code containerPath}. */
  public PodMount withContainerPath(String containerPath) {
    return new PodMount(
        containerPath,
        hostPath,
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        image,
        imageSubPath,
        options);
  }

  /** A copy with another {@code hostPath}. */
  public PodMount withHostPath(String hostPath) {
    return new PodMount(
        containerPath,
        Optional.of(hostPath),
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        image,
        imageSubPath,
        options);
  }

  /** A copy with another {@code readonly}. */
  public PodMount withReadonly(boolean readonly) {
    return new PodMount(
        containerPath,
        hostPath,
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        image,
        imageSubPath,
        options);
  }

  /** A copy with another {@code selinuxRelabel}. */
  public PodMount withSelinuxRelabel(boolean selinuxRelabel) {
    return new PodMount(
        containerPath,
        hostPath,
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        image,
        imageSubPath,
        options);
  }

  /** A copy with another {@code propagation}. */
  public PodMount withPropagation(Propagation propagation) {
    return new PodMount(
        containerPath,
        hostPath,
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        image,
        imageSubPath,
        options);
  }

  /** A copy with another {@code uidMappings}. */
  public PodMount withUidMappings(List<IdRange> uidMappings) {
    return new PodMount(
        containerPath,
        hostPath,
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        image,
        imageSubPath,
        options);
  }

  /** A copy with another {@code gidMappings}. */
  public PodMount withGidMappings(List<IdRange> gidMappings) {
    return new PodMount(
        containerPath,
        hostPath,
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        image,
        imageSubPath,
        options);
  }

  /** A copy with another {@code recursiveReadOnly}. */
  public PodMount withRecursiveReadOnly(boolean recursiveReadOnly) {
    return new PodMount(
        containerPath,
        hostPath,
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        image,
        imageSubPath,
        options);
  }

  /** A copy with another {@code image}. */
  public PodMount withImage(ImageSpec image) {
    return new PodMount(
        containerPath,
        hostPath,
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        Optional.of(image),
        imageSubPath,
        options);
  }

  /** A copy with another {@code imageSubPath}. */
  public PodMount withImageSubPath(String imageSubPath) {
    return new PodMount(
        containerPath,
        hostPath,
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        image,
        imageSubPath,
        options);
  }

  /** A copy with another {@code options}. */
  public PodMount withOptions(List<String> options) {
    return new PodMount(
        containerPath,
        hostPath,
        readonly,
        selinuxRelabel,
        propagation,
        uidMappings,
        gidMappings,
        recursiveReadOnly,
        image,
        imageSubPath,
        options);
  }

  /** A file or directory of the host. */
  public static PodMount bind(String hostPath, String containerPath) {
    return of(containerPath).withHostPath(hostPath);
  }

  /** The files of an image, read-only. */
  public static PodMount image(String image, String containerPath) {
    return of(containerPath).withImage(ImageSpec.of(image)).withReadonly(true);
  }

  /** A new tmpfs. */
  public static PodMount tmpfs(String containerPath) {
    return of(containerPath).withOptions(List.of("tmpfs"));
  }
}
