package dev.davit.oci.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Map;
import java.util.Set;

/** Compares JSON by what it means to the specifications: null and an empty array are absence. */
public final class Meaning {
  /** Booleans whose absence means false. */
  private static final Set<String> FALSE_WHEN_ABSENT =
      Set.of("terminal", "readonly", "noNewPrivileges", "enableMonitoring", "empty_layer");

  private static final Set<String> EMPTY_WHEN_ABSENT = Set.of("annotations", "Labels", "sysctl");

  private Meaning() {}

  /** A form that is equal for texts with the same meaning. */
  public static JsonElement of(String json) {
    return normal(JsonParser.parseString(json));
  }

  private static JsonElement normal(JsonElement element) {
    if (element.isJsonArray()) {
      JsonArray array = new JsonArray();
      element.getAsJsonArray().forEach(e -> array.add(normal(e)));
      return array;
    } else if (element.isJsonObject()) {
      JsonObject object = new JsonObject();
      for (Map.Entry<String, JsonElement> field : element.getAsJsonObject().entrySet()) {
        if (!meansAbsence(field.getKey(), field.getValue())) {
          object.add(field.getKey(), normal(field.getValue()));
        }
      }
      return object;
    }
    return element;
  }

  private static boolean meansAbsence(String name, JsonElement value) {
    return value.isJsonNull()
        || value.isJsonArray() && value.getAsJsonArray().isEmpty()
        || EMPTY_WHEN_ABSENT.contains(name) && value.getAsJsonObject().isEmpty()
        || FALSE_WHEN_ABSENT.contains(name) && !value.getAsBoolean();
  }
}
