package dev.davit.oci.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Codecs of Optional, List and Map. An element that is wrong is left out of what is returned. */
final class ContainerCodecs {
  private ContainerCodecs() {}

  /** A field that may be absent or null. */
  static final class OfOptional extends Codec {
    private final Codec content;

    OfOptional(Codec content) {
      this.content = content;
    }

    @Override
    Object decode(Object tree, String path, Problems problems) {
      return Optional.ofNullable(content.decode(tree, path, problems));
    }

    @Override
    Object encode(Object value) {
      return content.encode(((Optional<?>) value).orElseThrow());
    }

    @Override
    Object absent() {
      return Optional.empty();
    }
  }

  /** An array; an absent one is empty unless it is required. */
  static final class OfList extends Codec {
    private final Codec element;
    private final boolean required;

    OfList(Codec element, boolean required) {
      this.element = element;
      this.required = required;
    }

    @Override
    Object decode(Object tree, String path, Problems problems) {
      if (!(tree instanceof List<?> elements)) {
        return unexpected("an array", tree, path, problems);
      }
      List<Object> values = new ArrayList<>(elements.size());
      for (int i = 0; i < elements.size(); i++) {
        String elementPath = path + "[" + i + "]";
        Object raw = elements.get(i);
        Object value =
            raw == null
                ? unexpected("a value", null, elementPath, problems)
                : element.decode(raw, elementPath, problems);
        if (value != null) {
          values.add(value);
        }
      }
      return values;
    }

    @Override
    Object encode(Object value) {
      List<Object> elements = new ArrayList<>();
      ((List<?>) value).forEach(v -> elements.add(element.encode(v)));
      return elements;
    }

    @Override
    Object absent() {
      return required ? null : List.of();
    }

    @Override
    Object placeholder() {
      return List.of();
    }
  }

  /** An object with any keys; an absent one is empty. */
  static final class OfMap extends Codec {
    private final Codec element;

    OfMap(Codec element) {
      this.element = element;
    }

    @Override
    Object decode(Object tree, String path, Problems problems) {
      if (!(tree instanceof Map<?, ?> fields)) {
        return unexpected("an object", tree, path, problems);
      }
      Map<String, Object> values = new LinkedHashMap<>();
      fields.forEach(
          (key, raw) -> {
            String fieldPath = Problems.field(path, (String) key);
            Object value =
                raw == null
                    ? unexpected("a value", null, fieldPath, problems)
                    : element.decode(raw, fieldPath, problems);
            if (value != null
                && ScalarCodecs.OfString.isEncodable((String) key, fieldPath, problems)) {
              values.put((String) key, value);
            }
          });
      return values;
    }

    @Override
    Object encode(Object value) {
      Map<String, Object> fields = new LinkedHashMap<>();
      ((Map<?, ?>) value).forEach((k, v) -> fields.put((String) k, element.encode(v)));
      return fields;
    }

    @Override
    Object absent() {
      return Map.of();
    }
  }
}
