package dev.davit.oci.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fields that a record does not know, as JDK types: Map, List, String, Boolean, Number and null.
 */
public final class UnknownFields {
  private UnknownFields() {}

  /** An unmodifiable copy that keeps the order and, unlike {@link Map#copyOf}, JSON's null. */
  public static <V> Map<String, V> copyOf(Map<String, V> fields) {
    return fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
