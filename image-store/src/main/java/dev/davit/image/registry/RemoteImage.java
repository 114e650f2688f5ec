package dev.davit.image.registry;

import dev.davit.image.ImageException;
import dev.davit.image.archive.FoundImage;
import dev.davit.image.archive.FoundImage.Document;
import dev.davit.image.archive.FoundImage.FoundLayer;
import dev.davit.image.archive.PlatformChoice;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.Index;
import dev.davit.oci.image.Manifest;
import dev.davit.oci.image.MediaTypes;
import dev.davit.oci.json.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An image of a registry for one platform: its documents are here and verified, its layers are not.
 *
 * @param origin the digest of what the name stands for, an index mostly
 * @param image the documents, and the layers' digests
 * @param layers the descriptors of the layers, base first
 */
public record RemoteImage(Digest origin, FoundImage image, List<Descriptor> layers) {

  private static final int MAX_NESTING = 4;

  /** Copies its list. */
  public RemoteImage {
    layers = List.copyOf(layers);
  }

  /**
   * Finds an image.
   *
   * @param wanted which platform; this machine's if nothing is said, or what there is of an image
   *     without an index
   * @throws ImageException.NotFound if there is none, or none for the platform
   */
  public static RemoteImage find(
      Repository repository, ImageReference reference, Optional<PlatformChoice> wanted) {
    String label = reference.familiar();
    RemoteManifest top = repository.manifest(reference);
    PlatformChoice platform = wanted.orElseGet(PlatformChoice::ofThisMachine);
    RemoteManifest manifest = top;
    for (int depth = 0; manifest.isIndex(); depth++) {
      if (depth == MAX_NESTING) {
        throw new ImageException.Malformed(label + ": indexes nested too deeply");
      }
      manifest = repository.manifest(choose(label, manifest, platform).digest());
    }
    Manifest parsed = parse(label, "manifest", manifest.text(), Manifest::parse);
    if (!MediaTypes.isManifest(manifest.mediaType())
        || !MediaTypes.isConfig(parsed.config().mediaType())) {
      throw new ImageException.Unsupported(
          label
              + ": an artifact ("
              + parsed.artifactType().orElse(parsed.config().mediaType())
              + "), no image to run");
    }
    String configText = repository.document(parsed.config());
    ImageConfig config = parse(label, "config", configText, ImageConfig::parse);
    if (wanted.isPresent() && !fits(config, wanted.get())) {
      throw new ImageException.NotFound(
          "%s: no manifest for %s (there is %s/%s)"
              .formatted(label, wanted.get(), config.os(), config.architecture()));
    }
    List<FoundLayer> layers = new ArrayList<>();
    for (Descriptor layer : parsed.layers()) {
      layers.add(new FoundLayer(layer.digest(), layer.size(), Optional.empty(), false, false));
    }
    FoundImage image =
        new FoundImage(
            List.of(reference),
            new Document(manifest.mediaType(), manifest.digest(), manifest.text()),
            new Document(parsed.config().mediaType(), parsed.config().digest(), configText),
            config,
            layers);
    return new RemoteImage(top.digest(), image, parsed.layers());
  }

  private static boolean fits(ImageConfig config, PlatformChoice wanted) {
    return config.architecture().equals(wanted.architecture()) && config.os().equals(wanted.os());
  }

  private static Descriptor choose(String label, RemoteManifest index, PlatformChoice platform) {
    List<Descriptor> manifests =
        parse(label, "index", index.text(), Index::parse).manifests().stream()
            .filter(d -> MediaTypes.isIndex(d.mediaType()) || MediaTypes.isManifest(d.mediaType()))
            .toList();
    return platform
        .choose(manifests)
        .orElseThrow(
            () ->
                new ImageException.NotFound(
                    label
                        + ": no manifest for "
                        + platform
                        + " (there is "
                        + String.join(
                            ", ", manifests.stream().map(RemoteImage::name).distinct().toList())
                        + ")"));
  }

  private static String name(Descriptor manifest) {
    return manifest.platform().map(p -> PlatformChoice.of(p).toString()).orElse("unknown");
  }

  private static <T> T parse(String label, String what, String json, Function<String, T> parser) {
    try {
      return parser.apply(json);
    } catch (SpecException e) {
      throw new ImageException.Malformed(label + ": " + what + ": " + e.getMessage(), e);
    }
  }
}
