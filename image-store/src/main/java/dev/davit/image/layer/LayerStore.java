package dev.davit.image.layer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.image.ImageException;
import dev.davit.image.content.DurableFile;
import dev.davit.image.content.StoreLayout;
import dev.davit.image.journal.FaultPoint;
import dev.davit.linux.IoFailure;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The records of unpacked layers, and their directories. */
public final class LayerStore {

  private final StoreLayout layout;

  /** The layers below a data root. */
  public LayerStore(StoreLayout layout) {
    this.layout = layout;
  }

  /**
   * The layer of a chain id, if it is unpacked and its record readable; a damaged record counts as
   * none, so that loading the image again mends it.
   */
  public Optional<Layer> find(Digest chainId) {
    try {
      return Optional.of(parse(chainId, Files.readString(record(chainId))))
          .filter(layer -> Files.isDirectory(directory(layer)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (Files.isDirectory(record(chainId))) {
        return Optional.empty();
      }
      throw new ImageException.Storage(record(chainId) + ": read: " + IoFailure.reason(e), e);
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Layer parse(Digest chainId, String text) {
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    return new Layer(
        chainId,
        Digest.parse(json.get("diff-id").getAsString()),
        json.has("parent")
            ? Optional.of(Digest.parse(json.get("parent").getAsString()))
            : Optional.empty(),
        json.get("size").getAsLong(),
        json.get("cache-id").getAsInt(),
        flag(json, "opaque"),
        flag(json, "attributed"));
  }

  private static boolean flag(JsonObject json, String key) {
    return json.has(key) && json.get(key).getAsBoolean();
  }

  /** The directory of a layer's files. */
  public Path directory(Layer layer) {
    return directory(layer.cacheId());
  }

  /** The directory of the files of a cache id. */
  public Path directory(int cacheId) {
    return layout.overlay2().resolve(Integer.toString(cacheId)).resolve("diff");
  }

  /** A number above all that are taken; it stays free as long as the store's lock is held. */
  public int nextCacheId() {
    return cacheIds().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
  }

  /**
   * Takes over an unpacked and synced directory, which must lie in one named {@code diff}; durable
   * only with the next {@link #sync}. The caller holds the store's lock exclusively.
   *
   * @param cacheId one that is free
   */
  public void adopt(Path holder, int cacheId) throws IOException {
    Path place = layout.overlay2().resolve(Integer.toString(cacheId));
    Files.move(holder, place, StandardCopyOption.ATOMIC_MOVE);
    FaultPoint.LAYER_PLACED.reached();
  }

  /** Makes the directories that were taken over durable. */
  public void sync() throws IOException {
    DurableFile.sync(layout.overlay2());
  }

  /**
   * Takes over a synced file with the {@linkplain #text record} of a layer whose directory has its
   * place for good; with this the layer counts. The caller holds the store's lock exclusively.
   */
  public void adoptRecord(Path file, Digest chainId) throws IOException {
    Files.move(file, record(chainId), StandardCopyOption.ATOMIC_MOVE);
    FaultPoint.LAYER_RECORDED.reached();
  }

  /** What a layer's record says. */
  public static String text(Layer layer) {
    JsonObject json = new JsonObject();
    json.addProperty("diff-id", layer.diffId().toString());
    layer.parent().ifPresent(parent -> json.addProperty("parent", parent.toString()));
    json.addProperty("size", layer.size());
    json.addProperty("cache-id", layer.cacheId());
    if (layer.opaque()) {
      json.addProperty("opaque", true);
    }
    if (layer.attributed()) {
      json.addProperty("attributed", true);
    }
    return json + "\n";
  }

  /** The chain ids of all records, damaged ones included. */
  public List<Digest> chainIds() {
    List<Digest> ids = new ArrayList<>();
    for (String name : names(layout.layerdb())) {
      try {
        ids.add(new Digest(Digest.Algorithm.SHA256, name));
      } catch (IllegalArgumentException e) {
        // A temporary or foreign file.
      }
    }
    return ids;
  }

  /** The numbers of all layer directories. */
  public List<Integer> cacheIds() {
    List<Integer> ids = new ArrayList<>();
    for (String name : names(layout.overlay2())) {
      if (name.matches("[1-9][0-9]{0,8}")) {
        ids.add(Integer.valueOf(name));
      }
    }
    return ids;
  }

  private static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new ImageException.Storage(directory + ": list: " + IoFailure.reason(e), e);
    }
  }

  /** What lies among the records and is none, such as a file that a crash left half written. */
  public List<String> foreignNames() {
    return names(layout.layerdb()).stream().filter(name -> !isDigest(name)).toList();
  }

  private static boolean isDigest(String name) {
    try {
      return new Digest(Digest.Algorithm.SHA256, name).hex().equals(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Removes such a file. The caller holds the store's lock exclusively. */
  public void removeForeign(String name) {
    TreeRemoval.remove(layout.layerdb().resolve(name));
  }

  /** Forgets a layer; its directory is then nobody's. */
  public void forget(Digest chainId) throws IOException {
    if (Files.isDirectory(record(chainId))) {
      TreeRemoval.remove(record(chainId));
    }
    Files.deleteIfExists(record(chainId));
    FaultPoint.RECORD_DELETED.reached();
  }

  /** Moves a layer's directory to where it will be removed. */
  public void discard(int cacheId, Path trash) throws IOException {
    Path holder = layout.overlay2().resolve(Integer.toString(cacheId));
    Files.move(holder, trash.resolve("layer-" + cacheId), StandardCopyOption.ATOMIC_MOVE);
    FaultPoint.LAYER_DISCARDED.reached();
  }

  private Path record(Digest chainId) {
    return layout.layerdb().resolve(chainId.hex());
  }
}
