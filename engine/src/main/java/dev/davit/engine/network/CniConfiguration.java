package dev.davit.engine.network;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network configuration of CNI: a name and a chain of plugins (CNI specification, section 1).
 *
 * @param version of the specification that it follows
 * @param name of the network
 * @param plugins their configurations, in order
 * @param checkDisabled whether CHECK is not to be asked
 * @param gcDisabled whether GC is not to be asked
 */
record CniConfiguration(
    String version,
    String name,
    List<JsonObject> plugins,
    boolean checkDisabled,
    boolean gcDisabled) {

  /** The oldest first. */
  private static final List<String> VERSIONS = List.of("0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0");

  CniConfiguration {
    plugins = List.copyOf(plugins);
  }

  /**
   * The first one of a directory by name, as Kubernetes' runtimes choose.
   *
   * @return empty if there is none
   * @throws NetworkException if that one is malformed
   */
  static Optional<CniConfiguration> first(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      Optional<Path> file =
          files.filter(p -> p.toString().matches(".*\\.(conf|conflist|json)")).sorted().findFirst();
      return file.isPresent()
          ? Optional.of(parse(Files.readString(file.get()), file.get().toString()))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new NetworkException(directory + ": " + e.getMessage(), e);
    }
  }

  /** Reads a list of plugins, or a single one. */
  static CniConfiguration parse(String text, String source) {
    try {
      JsonObject document = JsonParser.parseString(text).getAsJsonObject();
      String version = version(document, source);
      List<JsonObject> plugins = new ArrayList<>();
      if (document.has("plugins")) {
        JsonArray list = document.getAsJsonArray("plugins");
        for (JsonElement plugin : list) {
          plugins.add(plugin.getAsJsonObject());
        }
      } else {
        plugins.add(document);
      }
      for (JsonObject plugin : plugins) {
        String type = string(plugin, "type").orElse("");
        if (type.isEmpty() || type.contains("/")) {
          throw new NetworkException(source + ": plugin type \"" + type + "\": not a name");
        }
      }
      return new CniConfiguration(
          version,
          string(document, "name")
              .orElseThrow(() -> new NetworkException(source + ": name: missing")),
          plugins,
          flag(document, "disableCheck"),
          flag(document, "disableGC"));
    } catch (JsonParseException | IllegalStateException | ClassCastException e) {
      throw new NetworkException(source + ": not a network configuration: " + e.getMessage(), e);
    }
  }

  /** {@code cniVersion}, or the newest that is known here of {@code cniVersions} (1.1). */
  private static String version(JsonObject document, String source) {
    List<String> offered = new ArrayList<>();
    string(document, "cniVersion").ifPresent(offered::add);
    if (document.has("cniVersions")) {
      document.getAsJsonArray("cniVersions").forEach(v -> offered.add(v.getAsString()));
    }
    return VERSIONS.stream()
        .filter(offered::contains)
        .reduce((older, newer) -> newer)
        .orElseThrow(
            () ->
                new NetworkException(
                    source
                        + ": cniVersion "
                        + (offered.isEmpty() ? "missing" : String.join(", ", offered))
                        + ": not supported: use 0.3.1 to 1.1.0"));
  }

  private static boolean flag(JsonObject document, String field) {
    JsonElement value = document.get(field);
    return value != null && value.isJsonPrimitive() && value.getAsBoolean();
  }

  static Optional<String> string(JsonObject object, String field) {
    JsonElement value = object.get(field);
    return value != null && value.isJsonPrimitive()
        ? Optional.of(value.getAsString())
        : Optional.empty();
  }

  /** Whether a verb is in the version of the specification that this follows, and is wanted. */
  boolean knows(String command) {
    return switch (command) {
      case "CHECK" -> !version.startsWith("0.3") && !checkDisabled;
      case "STATUS" -> version.equals("1.1.0");
      case "GC" -> version.equals("1.1.0") && !gcDisabled;
      default -> true;
    };
  }

  /** The whole as one document, for the cache. */
  JsonObject document() {
    JsonObject document = new JsonObject();
    document.addProperty("cniVersion", version);
    document.addProperty("name", name);
    document.addProperty("disableCheck", checkDisabled);
    document.addProperty("disableGC", gcDisabled);
    JsonArray list = new JsonArray();
    plugins.forEach(list::add);
    document.add("plugins", list);
    return document;
  }
}
