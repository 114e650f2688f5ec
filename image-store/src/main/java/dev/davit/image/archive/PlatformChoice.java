package dev.davit.image.archive;

import dev.davit.linux.Architecture;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Platform;
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
   * The best manifest, if one fits; of equals the first, as the order is the index's preference.
   */
  public Optional<Descriptor> choose(List<Descriptor> manifests) {
    Descriptor best = null;
    for (Descriptor manifest : manifests) {
      if (rank(manifest) > (best == null ? 0 : rank(best))) {
        best = manifest;
      }
    }
    return Optional.ofNullable(best);
  }

  /** 0 if it does not run here; a manifest that says nothing of its platform may, so it is 1. */
  private int rank(Descriptor manifest) {
    return manifest.platform().map(this::rank).orElse(1);
  }

  /** arm64 is v8; of amd64 the plain one runs everywhere, v2 and more may need a newer CPU. */
  private int rank(Platform platform) {
    if (!platform.os().equals("linux") || !platform.architecture().equals(architecture)) {
      return 0;
    }
    String variant = platform.variant().orElse("");
    String own = architecture.equals("arm64") ? "v8" : "v1";
    if (variant.equals(own)) {
      return 3;
    }
    return variant.isEmpty() ? 2 : 0;
  }
}
