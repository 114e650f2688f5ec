package dev.davit.engine.pod;

import dev.davit.engine.checkpoint.CheckpointArchive;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.linux.IoFailure;
import dev.davit.oci.runtime.Linux;
import dev.davit.oci.runtime.Mount;
import dev.davit.oci.runtime.Namespace;
import dev.davit.oci.runtime.NamespaceType;
import dev.davit.oci.runtime.Spec;
import dev.davit.runtime.plan.MountPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a container can be what one was that was saved, by the configurations of both. criu would
 * find out too, but only when the container starts, and says it in its own words; and what was in a
 * namespace of the host it would put there again, whatever pod it is made for.
 *
 * @param name what was asked for, for messages
 * @param was the configuration of the container that was saved
 * @param elsewhere whether another engine has saved it
 */
record RestoreCheck(String name, Spec was, boolean elsewhere) {

  /** The list of mounts that Davit adds to the images. */
  private static final String MOUNTS = CheckpointArchive.IMAGES + "/davit-mounts.json";

  private static final List<NamespaceType> COMPARED =
      List.of(NamespaceType.NETWORK, NamespaceType.PID, NamespaceType.IPC, NamespaceType.UTS);

  /** Whose a namespace is. */
  private enum Owner {
    HOST("the host's"),
    POD("the pod's"),
    CONTAINER("its own");

    private final String text;

    Owner(String text) {
      this.text = text;
    }
  }

  /**
   * Of an archive that is unpacked.
   *
   * @throws PodException {@code FAILED} if it cannot be read
   * @throws dev.davit.oci.json.SpecException if it has no configuration
   */
  static RestoreCheck of(String name, Path directory) {
    try {
      return new RestoreCheck(
          name,
          Spec.parse(Files.readString(directory.resolve(CheckpointArchive.SPEC))),
          !Files.exists(directory.resolve(MOUNTS)));
    } catch (IOException e) {
      throw new PodException(Reason.FAILED, "checkpoint " + name + ": " + IoFailure.reason(e), e);
    }
  }

  /**
   * Refuses what would not be restored, or not into the pod.
   *
   * @param spec the configuration of the new container
   * @throws PodException {@code UNSUPPORTED} for user namespaces; {@code INVALID} for one that has
   *     less, or other namespaces, than the one that was saved
   */
  void require(Spec spec) {
    if (owner(was, NamespaceType.USER) != Owner.HOST
        || owner(spec, NamespaceType.USER) != Owner.HOST) {
      throw new PodException(
          Reason.UNSUPPORTED,
          "checkpoint " + name + ": user namespace: criu cannot restore into one of a pod");
    }
    for (NamespaceType type : COMPARED) {
      Owner before = owner(was, type);
      Owner now = owner(spec, type);
      if (before != now && !restoredAsOwn(type, before, now)) {
        throw new PodException(
            Reason.INVALID,
            "checkpoint %s: its %s namespace was %s, and that of the new container would be %s"
                .formatted(name, type.name().toLowerCase(Locale.ROOT), before.text, now.text));
      }
    }
    if (elsewhere) {
      was.mounts().stream()
          .filter(MountPlan::isBind)
          .map(Mount::destination)
          .filter(place -> !has(spec, place))
          .findFirst()
          .ifPresent(this::refuse);
    }
  }

  /** What is in these is in the images in either case, and the restored one joins the pod's. */
  private static boolean restoredAsOwn(NamespaceType type, Owner before, Owner now) {
    return (type == NamespaceType.IPC || type == NamespaceType.UTS)
        && before == Owner.CONTAINER
        && now == Owner.POD;
  }

  private static Owner owner(Spec spec, NamespaceType type) {
    Optional<Namespace> found =
        spec.linux().orElse(Linux.empty()).namespaces().stream()
            .filter(namespace -> namespace.type() == type)
            .findFirst();
    return found
        .map(namespace -> namespace.path().isPresent() ? Owner.POD : Owner.CONTAINER)
        .orElse(Owner.HOST);
  }

  /** A mount there, or one in which it lies. */
  private static boolean has(Spec spec, String place) {
    return spec.mounts().stream()
        .filter(MountPlan::isBind)
        .map(Mount::destination)
        .anyMatch(own -> place.equals(own) || place.startsWith(own + "/"));
  }

  private void refuse(String place) {
    throw new PodException(
        Reason.INVALID,
        "checkpoint "
            + name
            + ": "
            + place
            + " was mounted from outside when the container was saved: give the new one a mount"
            + " there");
  }
}
