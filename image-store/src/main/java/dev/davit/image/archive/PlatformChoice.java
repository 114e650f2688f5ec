package dev.davit.image.archive;

import dev.davit.linux.Architecture;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Platform;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Chooses among the manifests of an index the one that is wanted (image-spec 1.1, image-index.md,
 * "platform").
 *
 * @param os as Go names it
 * @param architecture as Go names it
 * @param variant of the architecture; absent for that which runs everywhere
 */
public record PlatformChoice(String os, String architecture, Optional<String> variant) {

  private static final String GRAMMAR = "[a-z0-9_]+/[a-z0-9_]+(/[a-z0-9_.]+)?";

  /** The platform of this machine. */
  public static PlatformChoice ofThisMachine() {
    return new PlatformChoice(
        "linux", Architecture.host() == Architecture.AARCH64 ? "arm64" : "amd64", Optional.empty());
  }

  /** One that was asked for. */
  public static PlatformChoice of(Platform platform) {
    return new PlatformChoice(platform.os(), platform.architecture(), platform.variant());
  }

  /**
   * Reads {@code OS/ARCHITECTURE[/VARIANT]}, such as {@code linux/arm64}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static PlatformChoice parse(String text) {
    if (!text.toLowerCase(Locale.ROOT).matches(GRAMMAR)) {
      throw new IllegalArgumentException(
          "platform '" + text + "': not OS/ARCHITECTURE, such as linux/arm64");
    }
    String[] parts = text.toLowerCase(Locale.ROOT).split("/");
    String architecture =
        switch (parts[1]) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          default -> parts[1];
        };
    return new PlatformChoice(
        parts[0], architecture, parts.length < 3 ? Optional.empty() : Optional.of(parts[2]));
  }

  /** The same as a descriptor says it. */
  public Platform platform() {
    return new Platform(architecture, os, Optional.empty(), List.of(), variant, java.util.Map.of());
  }

  /** {@code OS/ARCHITECTURE[/VARIANT]}. */
  @Override
  public String toString() {
    return os + "/" + architecture + variant.map(v -> "/" + v).orElse("");
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
    if (!platform.os().equals(os) || !platform.architecture().equals(architecture)) {
      return 0;
    }
    String has = platform.variant().orElse("");
    String everywhere =
        switch (architecture) {
          case "arm64" -> "v8";
          case "amd64" -> "v1";
          default -> "";
        };
    String wanted = variant.orElse(everywhere);
    if (has.equals(wanted)) {
      return 3;
    }
    return has.isEmpty() && (variant.isEmpty() || wanted.equals(everywhere)) ? 2 : 0;
  }
}
