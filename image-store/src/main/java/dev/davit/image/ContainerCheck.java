package dev.davit.image;

import dev.davit.image.snapshot.Snapshots;
import dev.davit.oci.image.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Whether each container has its directories, and stands on layers that are there. */
final class ContainerCheck {

  private final Snapshots snapshots;
  private final DamageList damages;

  ContainerCheck(Snapshots snapshots, DamageList damages) {
    this.snapshots = snapshots;
    this.damages = damages;
  }

  /**
   * Looks at all containers.
   *
   * @param images who knows what image a container was started from, as a last resort
   */
  void run(List<Image> known, Function<String, Optional<Digest>> images) {
    for (Map.Entry<String, List<String>> container : snapshots.problems().entrySet()) {
      String id = container.getKey();
      Optional<Digest> wanted = snapshots.imageOf(id).or(() -> images.apply(id));
      Optional<Image> image =
          wanted.flatMap(w -> known.stream().filter(i -> i.id().equals(w)).findFirst());
      String problem = String.join(", ", container.getValue());
      if (image.isPresent() || snapshots.standsOnDirectory(id)) {
        damages.mend("container " + id, problem, "made anew", () -> snapshots.mend(id, image));
      } else {
        damages.report(
            "container " + id,
            problem + "; the image that it stands on is not here",
            "load or pull that image, or remove the container");
      }
    }
  }
}
