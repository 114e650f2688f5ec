package dev.davit.oci.runtime;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the fields that no record took. */
final class NoUnknownFields {
  private NoUnknownFields() {}

  static List<String> in(Object value, String path) {
    List<String> found = new ArrayList<>();
    if (value instanceof Optional<?> optional) {
      optional.ifPresent(v -> found.addAll(in(v, path)));
    } else if (value instanceof List<?> list) {
      list.forEach(v -> found.addAll(in(v, path)));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((k, v) -> found.addAll(in(v, path + "." + k)));
    } else if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        Object part = read(component, value);
        String partPath = path + "." + component.getName();
        if (!component.getName().equals("unknown")) {
          found.addAll(in(part, partPath));
        } else if (!((Map<?, ?>) part).isEmpty()) {
          found.add(path + ": " + part);
        }
      }
    }
    return found;
  }

  private static Object read(RecordComponent component, Object value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
