package dev.davit.image.content;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import dev.davit.oci.image.ImageReference;
import dev.davit.oci.image.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file {@code index.json}: one entry per name, and one for each image without a name
 * (image-spec 1.1, image-layout.md). Entries that make no sense to us are kept as they are, so that
 * a damaged or foreign one neither hides the others nor gets lost.
 */
public final class ImageIndex {

  /** The annotation that other tools read as the tag of {@code oci:DIR:TAG}. */
  public static final String REF_NAME = "org.opencontainers.image.ref.name";

  /** The annotation for the digest that a name stood for in its registry. */
  public static final String ORIGIN = "dev.davit.registry.digest";

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * An entry.
   *
   * @param manifest the digest of the manifest
   * @param mediaType the manifest's
   * @param size of the manifest in bytes
   * @param reference the complete name, unless the image has none
   * @param origin what the name stood for in its registry when it was pulled: an index, or the
   *     manifest itself
   */
  public record Entry(
      Digest manifest,
      String mediaType,
      long size,
      Optional<ImageReference> reference,
      Optional<Digest> origin) {

    /** An entry that was not pulled. */
    public Entry(Digest manifest, String mediaType, long size, Optional<ImageReference> reference) {
      this(manifest, mediaType, size, reference, Optional.empty());
    }

    /** The same manifest with another name, or none. */
    public Entry withReference(Optional<ImageReference> name) {
      return new Entry(manifest, mediaType, size, name, Optional.empty());
    }

    /** The same, pulled from a registry. */
    public Entry from(Digest pulled) {
      return new Entry(manifest, mediaType, size, reference, Optional.of(pulled));
    }
  }

  private final List<Entry> entries;
  private final List<JsonElement> strange;

  private ImageIndex(List<Entry> entries, List<JsonElement> strange) {
    this.entries = List.copyOf(entries);
    this.strange = List.copyOf(strange);
  }

  /**
   * Reads the file; a missing one is an empty index.
   *
   * @throws ImageException.Storage if it is no JSON
   */
  public static ImageIndex read(Path file) {
    List<Entry> entries = new ArrayList<>();
    List<JsonElement> strange = new ArrayList<>();
    try {
      JsonElement json = JsonParser.parseString(Files.readString(file));
      for (JsonElement element : json.getAsJsonObject().getAsJsonArray("manifests")) {
        Optional<Entry> entry = entry(element);
        entry.ifPresent(entries::add);
        if (entry.isEmpty()) {
          strange.add(element);
        }
      }
    } catch (NoSuchFileException e) {
      return new ImageIndex(List.of(), List.of());
    } catch (IOException e) {
      throw new ImageException.Storage(file + ": read: " + IoFailure.reason(e), e);
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException e) {
      throw new ImageException.Storage(
          file
              + ": damaged: no image index (move it away and load the images again; blobs are reused)",
          e);
    }
    return new ImageIndex(entries, strange);
  }

  /** Reads the last copy of the file; empty if there is none that can be read. */
  public static ImageIndex readBackup(Path file) {
    try {
      return read(backup(file));
    } catch (ImageException.Storage e) {
      return of(List.of());
    }
  }

  /** An index of these entries. */
  public static ImageIndex of(List<Entry> entries) {
    return new ImageIndex(entries, List.of());
  }

  /** Beside the layout, which is other tools' too. */
  private static Path backup(Path file) {
    return file.getParent().resolveSibling(file.getFileName() + ".last");
  }

  private static Optional<Entry> entry(JsonElement element) {
    try {
      JsonObject json = element.getAsJsonObject();
      Digest digest = Digest.parse(json.get("digest").getAsString());
      String mediaType = json.get("mediaType").getAsString();
      JsonElement name =
          json.has("annotations") ? json.getAsJsonObject("annotations").get(REF_NAME) : null;
      Optional<ImageReference> reference =
          name == null ? Optional.empty() : Optional.of(ImageReference.parse(name.getAsString()));
      return MediaTypes.isManifest(mediaType)
          ? Optional.of(
              new Entry(digest, mediaType, json.get("size").getAsLong(), reference, origin(json)))
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Digest> origin(JsonObject json) {
    JsonElement digest =
        json.has("annotations") ? json.getAsJsonObject("annotations").get(ORIGIN) : null;
    return digest == null ? Optional.empty() : Optional.of(Digest.parse(digest.getAsString()));
  }

  /** All entries that make sense, in the file's order. */
  public List<Entry> entries() {
    return entries;
  }

  /** The number of entries that make no sense. */
  public int strangers() {
    return strange.size();
  }

  /** The number of entries that are no descriptors; others may be of a kind that is not ours. */
  public int broken() {
    return (int) strange.stream().filter(ImageIndex::isBroken).count();
  }

  /** The same index without those. */
  public ImageIndex withoutBroken() {
    return new ImageIndex(entries, strange.stream().filter(e -> !isBroken(e)).toList());
  }

  private static boolean isBroken(JsonElement element) {
    try {
      Digest.parse(element.getAsJsonObject().get("digest").getAsString());
      return element.getAsJsonObject().get("mediaType").getAsString().isEmpty();
    } catch (RuntimeException e) {
      return true;
    }
  }

  /** The same index with other entries. */
  public ImageIndex withEntries(List<Entry> changed) {
    return new ImageIndex(changed, strange);
  }

  /**
   * With a name for a manifest. Who had the name before keeps its image without one, and an entry
   * without a name for the same manifest goes.
   */
  public ImageIndex named(Entry named) {
    List<Entry> changed = new ArrayList<>();
    for (Entry entry : entries) {
      boolean sameManifest = entry.manifest().equals(named.manifest());
      boolean sameName =
          named.reference().isPresent() && entry.reference().equals(named.reference());
      if (sameName && !sameManifest) {
        changed.add(entry.withReference(Optional.empty()));
      } else if (!sameName && !(sameManifest && entry.reference().isEmpty())) {
        changed.add(entry);
      }
    }
    boolean known = changed.stream().anyMatch(e -> e.manifest().equals(named.manifest()));
    if (named.reference().isPresent() || !known) {
      changed.add(named);
    }
    return withEntries(withoutNeedless(changed));
  }

  /** Drops entries without a name whose manifest has one, and repeated ones. */
  private static List<Entry> withoutNeedless(List<Entry> entries) {
    List<Entry> kept = new ArrayList<>();
    for (Entry entry : entries) {
      boolean named =
          entries.stream()
              .anyMatch(e -> e.manifest().equals(entry.manifest()) && e.reference().isPresent());
      if (!(entry.reference().isEmpty() && named) && !kept.contains(entry)) {
        kept.add(entry);
      }
    }
    return kept;
  }

  /** Replaces the file. */
  public void write(Path file) {
    String text = toJson();
    DurableFile.write(file, text);
    keepCopy(file, text);
  }

  /** The document, in readable lines. */
  public String toJson() {
    JsonArray manifests = new JsonArray();
    for (Entry entry : entries) {
      JsonObject json = new JsonObject();
      json.addProperty("mediaType", entry.mediaType());
      json.addProperty("digest", entry.manifest().toString());
      json.addProperty("size", entry.size());
      entry
          .reference()
          .ifPresent(
              name -> {
                JsonObject annotations = new JsonObject();
                annotations.addProperty(REF_NAME, name.toString());
                entry
                    .origin()
                    .ifPresent(digest -> annotations.addProperty(ORIGIN, digest.toString()));
                json.add("annotations", annotations);
              });
      manifests.add(json);
    }
    strange.forEach(manifests::add);
    JsonObject index = new JsonObject();
    index.addProperty("schemaVersion", 2);
    index.addProperty("mediaType", MediaTypes.INDEX);
    index.add("manifests", manifests);
    return GSON.toJson(index) + "\n";
  }

  /** Names are the only thing that blobs do not tell, should the file be lost. */
  private static void keepCopy(Path file, String text) {
    try {
      Files.writeString(backup(file), text);
    } catch (IOException e) {
      // The copy is a help in need; the index itself is written.
    }
  }
}
