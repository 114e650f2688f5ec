package dev.davit.oci.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies of maps that stand for JSON objects. */
public final class Fields {
  private Fields() {}

  /** An unmodifiable copy that keeps the order and, unlike {@link Map#copyOf}, JSON's null. */
  public static <V> Map<String, V> copyOf(Map<String, V> fields) {
    return fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
