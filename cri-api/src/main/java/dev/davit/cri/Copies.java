package dev.davit.cri;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies of the collections of a message, which nobody changes. */
public final class Copies {

  private Copies() {}

  /** The same elements. */
  public static <T> List<T> of(List<T> list) {
    return List.copyOf(list);
  }

  /** The same entries, in the same order. */
  public static <V> Map<String, V> of(Map<String, V> map) {
    return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
