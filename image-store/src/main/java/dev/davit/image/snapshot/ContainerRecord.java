package dev.davit.image.snapshot;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.oci.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a container stands on, as written in its directory.
 *
 * @param driver how its files are kept apart
 * @param image the id of its image, unless it stands on a plain directory
 * @param chainId the top-most layer of the image, if it has any
 * @param cacheIds the layers' directories, top-most first
 * @param directory the plain directory
 * @param readOnly whether nothing can be written to it: a view
 */
public record ContainerRecord(
    StorageDriver driver,
    Optional<Digest> image,
    Optional<Digest> chainId,
    List<Integer> cacheIds,
    Optional<Path> directory,
    boolean readOnly) {

  static final String FILE = "snapshot.json";

  /** Copies its collections. */
  public ContainerRecord {
    cacheIds = List.copyOf(cacheIds);
  }

  /** Of a container of which nothing is known any more. */
  static ContainerRecord damaged() {
    return new ContainerRecord(
        StorageDriver.OVERLAY,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        false);
  }

  /** The same of a view. */
  ContainerRecord forReading() {
    return new ContainerRecord(driver, image, chainId, cacheIds, directory, true);
  }

  void write(Path container) throws IOException {
    JsonObject json = new JsonObject();
    json.addProperty("driver", driver.toString());
    image.ifPresent(id -> json.addProperty("image", id.toString()));
    chainId.ifPresent(id -> json.addProperty("chain-id", id.toString()));
    JsonArray layers = new JsonArray();
    cacheIds.forEach(layers::add);
    json.add("cache-ids", layers);
    if (readOnly) {
      json.addProperty("read-only", true);
    }
    directory.ifPresent(path -> json.addProperty("directory", path.toString()));
    Files.writeString(container.resolve(FILE), json + "\n");
  }

  /** Reads the record of a container's directory, if it has a readable one. */
  static Optional<ContainerRecord> read(Path container) {
    try {
      JsonObject json =
          JsonParser.parseString(Files.readString(container.resolve(FILE))).getAsJsonObject();
      List<Integer> cacheIds = new ArrayList<>();
      for (JsonElement element : json.getAsJsonArray("cache-ids")) {
        cacheIds.add(element.getAsInt());
      }
      return Optional.of(
          new ContainerRecord(
              string(json, "driver").map(StorageDriver::parse).orElse(StorageDriver.OVERLAY),
              string(json, "image").map(Digest::parse),
              string(json, "chain-id").map(Digest::parse),
              cacheIds,
              string(json, "directory").map(Path::of),
              json.has("read-only") && json.get("read-only").getAsBoolean()));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> string(JsonObject json, String key) {
    return Optional.ofNullable(json.get(key)).map(JsonElement::getAsString);
  }
}
