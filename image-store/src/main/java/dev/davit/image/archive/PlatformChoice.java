package dev.davit.image.archive;

import dev.davit.linux.Architecture;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Platform;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses among the manifests of an index the one that runs here (image-spec 1.1, image-index.md,
 * "platform").
 *
 * @param architecture as Go names it
 */
public record PlatformChoice(String architecture) {

  /** The platform of this machine. */
  public static PlatformChoice ofThisMachine() {
    return new PlatformChoice(Architecture.host() == Architecture.AARCH64 ? "arm64" : "amd64");
  }

  /**
   * The best manifest, if one fits; the first of equals, as the order is the index's preference.
   */
  public Optional<Descriptor> choose(List<Descriptor> manifests) {
    return manifests.stream()
        .filter(manifest -> manifest.platform().map(this::fits).orElse(true))
        .max(Comparator.comparingInt(this::rank))
        .map(
            best -> manifests.stream().filter(m -> fitsAs(m, rank(best))).findFirst().orElse(best));
  }

  private boolean fitsAs(Descriptor manifest, int rank) {
    return manifest.platform().map(this::fits).orElse(true) && rank(manifest) == rank;
  }

  private boolean fits(Platform platform) {
    return platform.os().equals("linux")
        && platform.architecture().equals(architecture)
        && variantRank(platform) >= 0;
  }

  /** A manifest that says nothing of its platform comes last. */
  private int rank(Descriptor manifest) {
    return manifest.platform().map(this::variantRank).orElse(-1);
  }

  /** arm64 is v8; of amd64 the plain one runs everywhere, v2 and more may need a newer CPU. */
  private int variantRank(Platform platform) {
    String variant = platform.variant().orElse("");
    if (architecture.equals("arm64")) {
      return variant.equals("v8") ? 2 : variant.isEmpty() ? 1 : -2;
    }
    return variant.isEmpty() || variant.equals("v1") ? 2 : -2;
  }
}
