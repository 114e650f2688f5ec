package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Bundles on a busybox for {@code davit-oci}: what its {@code spec} writes, with changes.
 *
 * @param place where they are made
 * @param template what {@code spec} wrote
 */
record OciBundles(Path place, String template) {

  static OciBundles of(OciCommand command, Path place) {
    command.run("spec", "--bundle", place.toString());
    try {
      return new OciBundles(place, Files.readString(place.resolve("config.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes one for a program without a terminal. */
  Path make(Consumer<JsonObject> change, String... args) {
    JsonObject config = JsonParser.parseString(template).getAsJsonObject();
    JsonObject process = config.getAsJsonObject("process");
    process.addProperty("terminal", false);
    JsonArray words = new JsonArray();
    List.of(args).forEach(words::add);
    process.add("args", words);
    config.getAsJsonObject("root").addProperty("path", RuncBundle.rootfs().toString());
    change.accept(config);
    try {
      Path bundle = Files.createTempDirectory(place, "bundle");
      Files.writeString(bundle.resolve("config.json"), config.toString());
      return bundle;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A change: sets what is at {@code path}, names with points between, to some JSON. */
  static Consumer<JsonObject> set(String path, String json) {
    return config -> {
      JsonObject at = config;
      String[] names = path.split("\\.");
      for (int i = 0; i < names.length - 1; i++) {
        if (!at.has(names[i])) {
          at.add(names[i], new JsonObject());
        }
        at = at.getAsJsonObject(names[i]);
      }
      at.add(names[names.length - 1], JsonParser.parseString(json.replace('\'', '"')));
    };
  }
}
