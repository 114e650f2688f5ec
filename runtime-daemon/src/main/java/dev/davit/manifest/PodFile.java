package dev.davit.manifest;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.cri.JsonException;
import dev.davit.cri.ProtoJson;
import dev.davit.cri.v1.ContainerConfig;
import dev.davit.cri.v1.ContainerMetadata;
import dev.davit.cri.v1.PodSandboxConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads what a pod shall be, in whichever of the forms it is written. */
public final class PodFile {

  private PodFile() {}

  /**
   * Reads it: {@code {"config": PodSandboxConfig, "containers": [ContainerConfig…]}} of the CRI, or
   * a Pod of Kubernetes.
   *
   * @param name of the file, for messages
   * @throws ManifestException with the path of what is wrong
   */
  public static PodPlan read(String name, String text) {
    try {
      Object document = text.stripLeading().startsWith("{") ? json(text) : Yaml.read(text);
      if (document instanceof Map<?, ?> map && map.containsKey("config")) {
        return cri(text.stripLeading().startsWith("{") ? text : new Gson().toJson(document));
      }
      return new PodManifest(Fields.of("", document)).plan();
    } catch (ManifestException e) {
      throw new ManifestException(name + ": " + e.getMessage(), e);
    } catch (JsonException | JsonParseException | IllegalStateException e) {
      throw new ManifestException(name + ": " + e.getMessage(), e);
    }
  }

  /** As the same plain values as YAML gives. */
  private static Object json(String text) {
    return plain(JsonParser.parseString(text));
  }

  private static Object plain(JsonElement value) {
    if (value.isJsonObject()) {
      Map<String, Object> map = new java.util.LinkedHashMap<>();
      value.getAsJsonObject().entrySet().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
      return map;
    }
    if (value.isJsonArray()) {
      List<Object> list = new ArrayList<>();
      value.getAsJsonArray().forEach(e -> list.add(plain(e)));
      return list;
    }
    if (value.isJsonNull()) {
      return null;
    }
    var scalar = value.getAsJsonPrimitive();
    return scalar.isBoolean()
        ? (Object) scalar.getAsBoolean()
        : scalar.isNumber() ? scalar.getAsBigDecimal() : scalar.getAsString();
  }

  private static PodPlan cri(String text) {
    JsonObject document = JsonParser.parseString(text).getAsJsonObject();
    for (String field : document.keySet()) {
      if (!field.equals("config") && !field.equals("containers")) {
        throw new ManifestException(field + ": unknown field: config and containers are known");
      }
    }
    PodSandboxConfig sandbox = strictly("config", PodSandboxConfig.class, document.get("config"));
    if (sandbox.metadata().isEmpty() || sandbox.metadata().get().name().isEmpty()) {
      throw new ManifestException("config.metadata.name: required");
    }
    if (sandbox.metadata().get().uid().isEmpty()) {
      sandbox =
          sandbox.toBuilder()
              .metadata(
                  sandbox.metadata().get().toBuilder().uid(UUID.randomUUID().toString()).build())
              .build();
    }
    List<ContainerConfig> containers = new ArrayList<>();
    JsonElement list = document.get("containers");
    JsonArray given = list == null ? new JsonArray() : list.getAsJsonArray();
    for (int i = 0; i < given.size(); i++) {
      containers.add(
          withLog(
              strictly("containers[" + i + "]", ContainerConfig.class, given.get(i)),
              sandbox.logDirectory().isEmpty()));
    }
    return new PodPlan(sandbox, containers, Map.of(), Map.of());
  }

  private static <T extends Record> T strictly(String path, Class<T> type, JsonElement value) {
    try {
      return ProtoJson.readStrictly(type, value.toString());
    } catch (JsonException e) {
      throw new ManifestException(path + "." + e.getMessage(), e);
    }
  }

  /** Where nothing is said about logs, they are kept with the pod. */
  private static ContainerConfig withLog(ContainerConfig container, boolean own) {
    return own && container.logPath().isEmpty()
        ? container.toBuilder()
            .logPath(container.metadata().map(ContainerMetadata::name).orElse("container") + ".log")
            .build()
        : container;
  }
}
