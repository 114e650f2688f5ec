package dev.davit.image.archive;

import dev.davit.image.ImageException;
import dev.davit.image.archive.FoundImage.Document;
import dev.davit.image.archive.FoundImage.FoundLayer;
import dev.davit.image.content.ImageIndex;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.Index;
import dev.davit.oci.image.Manifest;
import dev.davit.oci.image.MediaTypes;
import dev.davit.oci.json.SpecException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the images of an OCI layout (image-spec 1.1, image-layout.md), or else of a {@code docker
 * save} archive. New docker archives are both; then the layout is believed, with the names of both.
 */
public final class ImageFinder {

  /** containerd and docker write the complete name here, and only the tag in the other. */
  private static final String CONTAINERD_NAME = "io.containerd.image.name";

  private static final int MAX_NESTING = 4;

  private final ArchiveFiles files;
  private final PlatformChoice platform;

  /** Looks into an archive for images that run on a platform. */
  public ImageFinder(ArchiveFiles files, PlatformChoice platform) {
    this.files = files;
    this.platform = platform;
  }

  /**
   * All images.
   *
   * @throws ImageException if there is none, or one is damaged
   */
  public List<FoundImage> find() {
    Optional<String> index =
        files.find("oci-layout").isPresent() ? files.text("index.json") : Optional.empty();
    Optional<String> docker = files.text("manifest.json");
    List<FoundImage> images;
    if (index.isPresent()) {
      Map<Digest, List<ImageReference>> names =
          docker.isPresent() ? DockerArchive.names(files, docker.get()) : Map.of();
      images = fromLayout(index.get(), names);
    } else if (docker.isPresent()) {
      images = new DockerArchive(files).images(docker.get());
    } else if (files.find("repositories").isPresent()) {
      throw new ImageException.Unsupported(
          files.label()
              + ": a docker archive without manifest.json, as docker before 1.10 made it (load it with a newer docker and save it again)");
    } else {
      throw new ImageException.Malformed(
          files.label()
              + ": no image: neither an OCI layout (oci-layout, index.json) nor a docker archive"
              + " (manifest.json); the tar of a root file system is imported under a name instead");
    }
    if (images.isEmpty()) {
      throw new ImageException.NotFound(files.label() + ": no image in it");
    }
    return images;
  }

  private List<FoundImage> fromLayout(String json, Map<Digest, List<ImageReference>> dockerNames) {
    Index index = parse("index.json", json, Index::parse);
    Map<Digest, Set<ImageReference>> names = new LinkedHashMap<>();
    Map<Digest, Descriptor> chosen = new LinkedHashMap<>();
    for (Descriptor entry : candidates(index)) {
      Descriptor manifest = resolve(entry, 0);
      chosen.putIfAbsent(manifest.digest(), manifest);
      names
          .computeIfAbsent(manifest.digest(), digest -> new LinkedHashSet<>())
          .addAll(names(entry));
    }
    List<FoundImage> images = new ArrayList<>();
    chosen.forEach(
        (digest, descriptor) -> images.add(image(descriptor, names.get(digest), dockerNames)));
    return images;
  }

  /** Entries of different platforms under one name (or none) are one image; names are several. */
  private List<Descriptor> candidates(Index index) {
    Map<String, List<Descriptor>> byName = new LinkedHashMap<>();
    for (Descriptor entry : index.manifests()) {
      if (MediaTypes.isIndex(entry.mediaType()) || MediaTypes.isManifest(entry.mediaType())) {
        String name =
            entry.annotations().getOrDefault(CONTAINERD_NAME, "")
                + " "
                + entry.annotations().getOrDefault(ImageIndex.REF_NAME, "");
        byName.computeIfAbsent(name, n -> new ArrayList<>()).add(entry);
      }
    }
    List<Descriptor> candidates = new ArrayList<>();
    for (List<Descriptor> same : byName.values()) {
      boolean platforms = same.stream().anyMatch(entry -> entry.platform().isPresent());
      if (same.size() > 1 && platforms) {
        candidates.add(choose("index.json", same));
      } else {
        candidates.addAll(same);
      }
    }
    return candidates;
  }

  private Descriptor choose(String where, List<Descriptor> manifests) {
    return platform
        .choose(manifests)
        .orElseThrow(
            () ->
                new ImageException.NotFound(
                    files.label()
                        + ": "
                        + where
                        + ": no manifest for "
                        + platform
                        + " (there is "
                        + String.join(
                            ", ",
                            manifests.stream().map(ImageFinder::platformOf).distinct().toList())
                        + ")"));
  }

  private static String platformOf(Descriptor manifest) {
    return manifest
        .platform()
        .map(p -> p.os() + "/" + p.architecture() + p.variant().map(v -> "/" + v).orElse(""))
        .orElse("unknown");
  }

  private Descriptor resolve(Descriptor entry, int depth) {
    if (MediaTypes.isManifest(entry.mediaType())) {
      return entry;
    }
    if (depth == MAX_NESTING) {
      throw new ImageException.Malformed(
          files.label() + ": " + entry.digest() + ": indexes nested too deeply");
    }
    Index index = parse(entry.digest().toString(), document(entry), Index::parse);
    List<Descriptor> usable =
        index.manifests().stream()
            .filter(d -> MediaTypes.isIndex(d.mediaType()) || MediaTypes.isManifest(d.mediaType()))
            .toList();
    return resolve(choose(entry.digest().toString(), usable), depth + 1);
  }

  private Set<ImageReference> names(Descriptor entry) {
    Set<ImageReference> names = new LinkedHashSet<>();
    String full = entry.annotations().get(CONTAINERD_NAME);
    String name = full != null ? full : entry.annotations().get(ImageIndex.REF_NAME);
    if (name != null) {
      names.add(reference(name));
    }
    return names;
  }

  /**
   * An annotation is a complete name, or by the letter of the specification only a tag; then the
   * archive's own name stands for the repository.
   */
  private ImageReference reference(String name) {
    boolean bareTag = name.indexOf('/') < 0 && name.indexOf(':') < 0;
    try {
      return ImageReference.parse(bareTag ? repository() + ":" + name : name);
    } catch (IllegalArgumentException e) {
      throw new ImageException.Malformed(files.label() + ": " + e.getMessage(), e);
    }
  }

  private String repository() {
    String base = files.label().substring(files.label().lastIndexOf('/') + 1);
    String name =
        base.replaceFirst("\\.(oci|tar|tgz|tzst)(\\..*)?$", "")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return name.isEmpty() ? "image" : name;
  }

  private FoundImage image(
      Descriptor descriptor,
      Set<ImageReference> names,
      Map<Digest, List<ImageReference>> dockerNames) {
    String manifestText = document(descriptor);
    Manifest manifest = parse(descriptor.digest().toString(), manifestText, Manifest::parse);
    if (!MediaTypes.isConfig(manifest.config().mediaType())) {
      throw new ImageException.Unsupported(
          files.label()
              + ": "
              + descriptor.digest()
              + ": an artifact ("
              + manifest.config().mediaType()
              + "), no image to run");
    }
    String configText = document(manifest.config());
    ImageConfig config =
        parse(manifest.config().digest().toString(), configText, ImageConfig::parse);
    List<FoundLayer> layers = new ArrayList<>();
    for (Descriptor layer : manifest.layers()) {
      layers.add(
          new FoundLayer(
              layer.digest(),
              layer.size(),
              files.find(ArchiveFiles.blobName(layer.digest())),
              files.owned(),
              false));
    }
    if (dockerNames.containsKey(manifest.config().digest())) {
      // docker's own annotation holds a bare tag, its manifest.json whole names
      names.removeIf(name -> descriptor.annotations().get(CONTAINERD_NAME) == null);
      names.addAll(dockerNames.get(manifest.config().digest()));
    }
    return new FoundImage(
        List.copyOf(names),
        new Document(descriptor.mediaType(), descriptor.digest(), manifestText),
        new Document(manifest.config().mediaType(), manifest.config().digest(), configText),
        config,
        layers);
  }

  private String document(Descriptor descriptor) {
    return files
        .document(descriptor.digest())
        .orElseThrow(
            () ->
                new ImageException.Malformed(
                    files.label()
                        + ": blob "
                        + descriptor.digest()
                        + " ("
                        + descriptor.mediaType()
                        + ") is missing"));
  }

  private <T> T parse(String what, String json, Function<String, T> parser) {
    return parse(files, what, json, parser);
  }

  static <T> T parse(ArchiveFiles files, String what, String json, Function<String, T> parser) {
    try {
      return parser.apply(json);
    } catch (SpecException e) {
      throw new ImageException.Malformed(files.label() + ": " + what + ": " + e.getMessage(), e);
    }
  }
}
