package dev.davit.engine.pod;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.engine.pod.PodException.Reason;
import dev.davit.oci.runtime.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The devices of the Container Device Interface (CDI specification 0.8), from files in JSON. A
 * device in a later directory takes the place of one in an earlier. Hooks are refused.
 */
final class CdiRegistry {

  private final List<Path> directories;

  CdiRegistry(List<Path> directories) {
    this.directories = directories;
  }

  /** Adds what the devices that a container asks for by name consist of. */
  void inject(ContainerConfig config, HostDevices devices) {
    for (String name : config.cdiDevices()) {
      int equals = name.indexOf('=');
      if (equals <= 0 || name.indexOf('/') <= 0 || name.indexOf('/') > equals) {
        throw new PodException(
            Reason.INVALID, "CDI device " + name + ": not of the form VENDOR/CLASS=NAME");
      }
      JsonObject kind = null;
      JsonObject device = null;
      for (JsonObject document : documents()) {
        if (text(document, "kind").equals(name.substring(0, equals))) {
          for (JsonElement one : list(document, "devices")) {
            if (text(one.getAsJsonObject(), "name").equals(name.substring(equals + 1))) {
              kind = document;
              device = one.getAsJsonObject();
            }
          }
        }
      }
      if (device == null) {
        throw new PodException(
            Reason.INVALID, "CDI device " + name + ": not in the JSON files of " + directories);
      }
      edits(name, kind.getAsJsonObject("containerEdits"), devices);
      edits(name, device.getAsJsonObject("containerEdits"), devices);
    }
  }

  private List<JsonObject> documents() {
    List<JsonObject> documents = new ArrayList<>();
    for (Path directory : directories) {
      if (!Files.isDirectory(directory)) {
        continue;
      }
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
          documents.add(JsonParser.parseString(Files.readString(file)).getAsJsonObject());
        }
      } catch (IOException | JsonParseException | IllegalStateException e) {
        throw new PodException(Reason.FAILED, directory + ": " + e.getMessage(), e);
      }
    }
    return documents;
  }

  private static void edits(String name, JsonObject edits, HostDevices devices) {
    if (edits == null) {
      return;
    }
    if (!list(edits, "hooks").isEmpty()) {
      throw new PodException(Reason.UNSUPPORTED, "CDI device " + name + ": hooks");
    }
    for (JsonElement variable : list(edits, "env")) {
      String text = variable.getAsString();
      int equals = Math.max(0, text.indexOf('='));
      devices.addVariable(text.substring(0, equals), text.substring(equals + 1));
    }
    for (JsonElement element : list(edits, "deviceNodes")) {
      JsonObject node = element.getAsJsonObject();
      String path = text(node, "path");
      String hostPath = text(node, "hostPath");
      devices.add(
          new PodDevice(path, hostPath.isEmpty() ? path : hostPath, text(node, "permissions")));
    }
    for (JsonElement element : list(edits, "mounts")) {
      JsonObject mount = element.getAsJsonObject();
      List<String> options = new ArrayList<>(List.of("rbind"));
      list(mount, "options").forEach(o -> options.add(o.getAsString()));
      devices.addMount(
          Mount.of(text(mount, "containerPath"), "bind", text(mount, "hostPath"), options));
    }
  }

  private static JsonArray list(JsonObject object, String field) {
    return Optional.ofNullable(object.getAsJsonArray(field)).orElseGet(JsonArray::new);
  }

  private static String text(JsonObject object, String field) {
    return object.has(field) ? object.get(field).getAsString() : "";
  }
}
