package dev.davit.runtime.state;

import dev.davit.runtime.cgroup.CgroupPath;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stays the same during the whole life of a container.
 *
 * @param id its name
 * @param created when it was created
 * @param command the program and its arguments, for display
 * @param bundle the OCI bundle it was made from, if any
 * @param image the reference of the image it was made from, if any
 * @param cgroup its control group, if it has one
 * @param labels what the user attached to find it again; opaque here
 * @param annotations the annotations of its OCI configuration; opaque here
 */
public record ContainerDescription(
    ContainerId id,
    Instant created,
    List<String> command,
    Optional<Path> bundle,
    Optional<String> image,
    Optional<CgroupPath> cgroup,
    Map<String, String> labels,
    Map<String, String> annotations) {

  /** Copies the collections. */
  public ContainerDescription {
    command = List.copyOf(command);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /** A description with nothing but a name, a time and a command. */
  public static ContainerDescription of(ContainerId id, Instant created, List<String> command) {
    return new ContainerDescription(
        id,
        created,
        command,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of());
  }

  /** A copy made from another bundle. */
  public ContainerDescription withBundle(Path bundle) {
    return new ContainerDescription(
        id, created, command, Optional.of(bundle), image, cgroup, labels, annotations);
  }

  /** A copy made from another image. */
  public ContainerDescription withImage(String image) {
    return new ContainerDescription(
        id, created, command, bundle, Optional.of(image), cgroup, labels, annotations);
  }

  /** A copy in another control group. */
  public ContainerDescription withCgroup(CgroupPath cgroup) {
    return new ContainerDescription(
        id, created, command, bundle, image, Optional.of(cgroup), labels, annotations);
  }

  /** A copy with other labels. */
  public ContainerDescription withLabels(Map<String, String> labels) {
    return new ContainerDescription(
        id, created, command, bundle, image, cgroup, labels, annotations);
  }

  /** A copy with other annotations. */
  public ContainerDescription withAnnotations(Map<String, String> annotations) {
    return new ContainerDescription(
        id, created, command, bundle, image, cgroup, labels, annotations);
  }
}
