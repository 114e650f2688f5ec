package dev.davit.image.archive;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import dev.davit.image.archive.FoundImage.Document;
import dev.davit.image.archive.FoundImage.FoundLayer;
import dev.davit.image.content.VerifyingStream;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Descriptor;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageConfig;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.Manifest;
import dev.davit.oci.image.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code docker save} archives (moby, image/spec v1.2, "Combined Image JSON + Filesystem Changeset
 * Format"): manifest.json names a configuration and layer files. There are no manifests in it, so
 * one is made; the configuration stays byte for byte, and with it the image's id.
 */
final class DockerArchive {

  private final ArchiveFiles files;

  DockerArchive(ArchiveFiles files) {
    this.files = files;
  }

  /** The names that manifest.json gives, by the digest of the configuration. */
  static Map<Digest, List<ImageReference>> names(ArchiveFiles files, String manifestJson) {
    Map<Digest, List<ImageReference>> names = new LinkedHashMap<>();
    for (JsonObject image : entries(files, manifestJson)) {
      Optional<Path> config = files.find(text(files, image, "Config"));
      if (config.isPresent()) {
        names
            .computeIfAbsent(digest(files, config.get()), d -> new ArrayList<>())
            .addAll(references(files, image));
      }
    }
    return names;
  }

  List<FoundImage> images(String manifestJson) {
    List<FoundImage> images = new ArrayList<>();
    for (JsonObject image : entries(files, manifestJson)) {
      images.add(image(image));
    }
    return images;
  }

  private FoundImage image(JsonObject image) {
    String configName = text(files, image, "Config");
    String configText = files.text(configName).orElseThrow(() -> missing(configName));
    Digest configDigest = Digest.sha256(configText.getBytes(StandardCharsets.UTF_8));
    verifyName(configName, configDigest);
    ImageConfig config = ImageFinder.parse(files, configName, configText, ImageConfig::parse);
    List<FoundLayer> layers = new ArrayList<>();
    List<Descriptor> descriptors = new ArrayList<>();
    for (String name : strings(image, "Layers")) {
      Path file = files.find(name).orElseThrow(() -> missing(name));
      FoundLayer layer = layer(file);
      layers.add(layer);
      descriptors.add(Descriptor.of(mediaType(file), layer.digest(), layer.size()));
    }
    Descriptor configDescriptor =
        Descriptor.of(
            MediaTypes.CONFIG, configDigest, configText.getBytes(StandardCharsets.UTF_8).length);
    return new FoundImage(
        references(files, image),
        manifest(configDescriptor, descriptors),
        new Document(MediaTypes.CONFIG, configDigest, configText),
        config,
        layers);
  }

  /** A manifest for content that came without one. */
  static Document manifest(Descriptor config, List<Descriptor> layers) {
    String manifest =
        new Manifest(
                2,
                Optional.of(MediaTypes.MANIFEST),
                Optional.empty(),
                config,
                layers,
                Optional.empty(),
                Map.of(),
                Map.of())
            .toJson();
    return new Document(
        MediaTypes.MANIFEST, Digest.sha256(manifest.getBytes(StandardCharsets.UTF_8)), manifest);
  }

  /** The media type of a layer's file, told by its first bytes. */
  static String mediaType(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return switch (Compression.of(in.readNBytes(6))) {
        case GZIP -> MediaTypes.LAYER_GZIP;
        case ZSTD -> MediaTypes.LAYER_ZSTD;
        default -> MediaTypes.LAYER;
      };
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": read: " + IoFailure.reason(e), e);
    }
  }

  private FoundLayer layer(Path file) {
    try {
      return new FoundLayer(
          digest(files, file), Files.size(file), Optional.of(file), files.owned(), true);
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": read: " + IoFailure.reason(e), e);
    }
  }

  private static Digest digest(ArchiveFiles files, Path file) {
    try (VerifyingStream in =
        new VerifyingStream(Files.newInputStream(file), Digest.Algorithm.SHA256, count -> {})) {
      return in.finish();
    } catch (IOException e) {
      throw new ImageException.Storage(
          files.label() + ": " + file + ": read: " + IoFailure.reason(e), e);
    }
  }

  /** The configuration's file is named after its digest; a name that lies is refused. */
  private void verifyName(String name, Digest actual) {
    String base = name.substring(name.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
    if (base.matches("[0-9a-f]{64}") && !base.equals(actual.hex())) {
      throw new ImageException.WrongDigest(
          files.label() + ": " + name, "sha256:" + base, actual.toString());
    }
  }

  private ImageException missing(String name) {
    return new ImageException.Malformed(
        files.label() + ": manifest.json: " + name + " is not in the archive");
  }

  private static List<ImageReference> references(ArchiveFiles files, JsonObject image) {
    List<ImageReference> references = new ArrayList<>();
    for (String tag : strings(image, "RepoTags")) {
      try {
        references.add(ImageReference.parse(tag));
      } catch (IllegalArgumentException e) {
        throw new ImageException.Malformed(files.label() + ": manifest.json: " + e.getMessage(), e);
      }
    }
    return references;
  }

  private static List<JsonObject> entries(ArchiveFiles files, String json) {
    try {
      List<JsonObject> entries = new ArrayList<>();
      for (JsonElement element : JsonParser.parseString(json).getAsJsonArray()) {
        entries.add(element.getAsJsonObject());
      }
      return entries;
    } catch (JsonParseException | IllegalStateException e) {
      throw new ImageException.Malformed(
          files.label() + ": manifest.json: not a list of images: " + e.getMessage(), e);
    }
  }

  private static String text(ArchiveFiles files, JsonObject image, String key) {
    JsonElement value = image.get(key);
    if (value == null || !value.isJsonPrimitive()) {
      throw new ImageException.Malformed(files.label() + ": manifest.json: " + key + ": missing");
    }
    return value.getAsString();
  }

  private static List<String> strings(JsonObject image, String key) {
    List<String> strings = new ArrayList<>();
    if (image.get(key) instanceof JsonArray array) {
      for (JsonElement element : array) {
        strings.add(element.isJsonPrimitive() ? element.getAsString() : element.toString());
      }
    }
    return strings;
  }
}
