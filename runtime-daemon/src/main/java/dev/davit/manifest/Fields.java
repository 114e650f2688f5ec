package dev.davit.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of an object, taken one by one by name. What is left at the end is unknown, and a
 * mistake; what is null is not given.
 */
final class Fields {

  private final String path;
  private final Map<String, Object> left = new LinkedHashMap<>();

  private Fields(String path, Map<?, ?> object) {
    this.path = path;
    object.forEach((name, value) -> left.put(String.valueOf(name), value));
    left.values().removeIf(value -> value == null);
  }

  /** Of an object; the path of the outermost is empty. */
  static Fields of(String path, Object value) {
    if (value instanceof Map<?, ?> object) {
      return new Fields(path, object);
    }
    throw expected(path, "an object", value);
  }

  private static ManifestException expected(String path, String what, Object value) {
    return new ManifestException(
        (path.isEmpty() ? "manifest" : path) + ": expected " + what + ", found " + found(value));
  }

  private static String found(Object value) {
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    return value == null
        ? "nothing"
        : value instanceof String ? "\"" + value + "\"" : value.toString();
  }

  /** The path of a field. */
  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  ManifestException wrong(String name, String problem) {
    return new ManifestException(at(name) + ": " + problem);
  }

  Optional<String> text(String name) {
    Object value = left.remove(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw expected(at(name), "a string", value);
  }

  String required(String name) {
    return text(name)
        .filter(t -> !t.isEmpty())
        .orElseThrow(() -> new ManifestException(at(name) + ": required"));
  }

  /** A string, or a number as it is written. */
  Optional<String> scalar(String name) {
    Object value = left.remove(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String || value instanceof Number) {
      return Optional.of(value.toString());
    }
    throw expected(at(name), "a string or a number", value);
  }

  Optional<Long> number(String name) {
    Object value = left.remove(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number && number.doubleValue() == number.longValue()) {
      return Optional.of(number.longValue());
    }
    throw expected(at(name), "a whole number", value);
  }

  Optional<Boolean> flag(String name) {
    Object value = left.remove(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Boolean flag) {
      return Optional.of(flag);
    }
    throw expected(at(name), "true or false", value);
  }

  Optional<Fields> object(String name) {
    Object value = left.remove(name);
    return value == null ? Optional.empty() : Optional.of(of(at(name), value));
  }

  List<Fields> objects(String name) {
    List<Fields> objects = new ArrayList<>();
    List<?> values = list(name);
    for (int i = 0; i < values.size(); i++) {
      objects.add(of(at(name) + "[" + i + "]", values.get(i)));
    }
    return objects;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    List<?> values = list(name);
    for (int i = 0; i < values.size(); i++) {
      if (!(values.get(i) instanceof String text)) {
        throw expected(at(name) + "[" + i + "]", "a string", values.get(i));
      }
      texts.add(text);
    }
    return texts;
  }

  List<Long> numbers(String name) {
    List<Long> numbers = new ArrayList<>();
    List<?> values = list(name);
    for (int i = 0; i < values.size(); i++) {
      if (!(values.get(i) instanceof Number number)) {
        throw expected(at(name) + "[" + i + "]", "a number", values.get(i));
      }
      numbers.add(number.longValue());
    }
    return numbers;
  }

  private List<?> list(String name) {
    Object value = left.remove(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw expected(at(name), "a list", value);
  }

  /** An object whose values are strings. */
  Map<String, String> map(String name) {
    Optional<Fields> object = object(name);
    Map<String, String> map = new LinkedHashMap<>();
    if (object.isPresent()) {
      for (String key : List.copyOf(object.get().left.keySet())) {
        map.put(key, object.get().text(key).orElseThrow());
      }
    }
    return map;
  }

  /** Refuses fields that there are, and that are not done here. */
  void unsupported(String... names) {
    for (String name : names) {
      if (left.containsKey(name)) {
        throw wrong(name, "not supported: remove it");
      }
    }
  }

  /** All has been taken. */
  void end() {
    if (!left.isEmpty()) {
      throw wrong(left.keySet().iterator().next(), "unknown field");
    }
  }
}
