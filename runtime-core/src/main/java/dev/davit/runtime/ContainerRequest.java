package dev.davit.runtime;

import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.plan.MountPlan;
import dev.davit.runtime.state.ContainerId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link Runtime#start} makes a container of.
 *
 * @param id its name
 * @param spec the OCI configuration; its {@code root.path} is not read, {@code root} counts
 * @param root where the root filesystem comes from
 * @param stdio what standard input, output and error are; {@link Stdio.Terminal} sets {@code
 *     process.terminal}
 * @param user {@code USER[:GROUP]} by name or number, looked up in the {@code /etc/passwd} and
 *     {@code /etc/group} of the root filesystem; where present it replaces {@code uid}, {@code gid}
 *     and {@code additionalGids} of {@code process.user}, and sets {@code HOME} where the
 *     environment has none
 * @param bundle the OCI bundle that it comes from, for display
 * @param image the image that it comes from, for display
 * @param labels what the caller wants to find it by
 * @param network the program that connects its new network namespace with the outside; not for a
 *     container that is only created
 */
public record ContainerRequest(
    ContainerId id,
    Spec spec,
    RootSource root,
    Stdio stdio,
    Optional<String> user,
    Optional<Path> bundle,
    Optional<String> image,
    Map<String, String> labels,
    Optional<NetworkHelper> network) {

  /** Copies the labels and refuses nulls. */
  public ContainerRequest {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(stdio, "stdio");
    labels = Map.copyOf(labels);
  }

  /** A request with what every container has. */
  public static ContainerRequest of(ContainerId id, Spec spec, RootSource root, Stdio stdio) {
    return new ContainerRequest(
        id,
        spec,
        root,
        stdio,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }

  /** A copy with another configuration. */
  public ContainerRequest withSpec(Spec spec) {
    return new ContainerRequest(id, spec, root, stdio, user, bundle, image, labels, network);
  }

  /** A copy with other standard streams. */
  public ContainerRequest withStdio(Stdio stdio) {
    return new ContainerRequest(id, spec, root, stdio, user, bundle, image, labels, network);
  }

  /** A copy whose user is looked up in the root filesystem. */
  public ContainerRequest withUser(String user) {
    return new ContainerRequest(
        id, spec, root, stdio, Optional.of(user), bundle, image, labels, network);
  }

  private static Mount absolute(Mount mount, Path bundle) {
    return MountPlan.isBind(mount) && mount.source().isPresent()
        ? mount.withSource(bundle.resolve(mount.source().get()).normalize().toString())
        : mount;
  }

  /** A copy that names its bundle, to which sources of bind mounts may be relative. */
  public ContainerRequest withBundle(Path bundle) {
    Spec absolute =
        spec.withMounts(spec.mounts().stream().map(mount -> absolute(mount, bundle)).toList());
    return new ContainerRequest(
        id, absolute, root, stdio, user, Optional.of(bundle), image, labels, network);
  }

  /** A copy that names its image. */
  public ContainerRequest withImage(String image) {
    return new ContainerRequest(
        id, spec, root, stdio, user, bundle, Optional.of(image), labels, network);
  }

  /** A copy with other labels. */
  public ContainerRequest withLabels(Map<String, String> labels) {
    return new ContainerRequest(id, spec, root, stdio, user, bundle, image, labels, network);
  }

  /** A copy whose network a program of the host connects with the outside. */
  public ContainerRequest withNetwork(Optional<NetworkHelper> network) {
    return new ContainerRequest(id, spec, root, stdio, user, bundle, image, labels, network);
  }
}
