package dev.davit.cri;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One field of a message: its names, and how its value is written and read. */
final class MessageField {

  private enum Kind {
    SINGLE,
    OPTIONAL,
    LIST,
    MAP
  }

  private final Method accessor;
  private final String jsonName;
  private final String protoName;
  private final Kind kind;
  private final ValueType element;
  private final Object unset;

  MessageField(RecordComponent component) {
    Field field = component.getAnnotation(Field.class);
    accessor = component.getAccessor();
    jsonName = field == null || field.json().isEmpty() ? component.getName() : field.json();
    protoName =
        field == null || field.proto().isEmpty() ? words(component.getName()) : field.proto();
    int unsigned = field == null ? 0 : field.unsigned();
    Class<?> type = component.getType();
    kind =
        type == Optional.class
            ? Kind.OPTIONAL
            : type == List.class ? Kind.LIST : type == Map.class ? Kind.MAP : Kind.SINGLE;
    element = ValueType.of(elementType(component), unsigned);
    unset =
        switch (kind) {
          case OPTIONAL -> Optional.empty();
          case LIST -> List.of();
          case MAP -> Map.of();
          case SINGLE -> element.unset();
        };
  }

  private static String words(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private static Class<?> elementType(RecordComponent component) {
    if (component.getGenericType() instanceof ParameterizedType type) {
      Type[] arguments = type.getActualTypeArguments();
      return (Class<?>) arguments[arguments.length - 1];
    }
    return component.getType();
  }

  String jsonName() {
    return jsonName;
  }

  String protoName() {
    return protoName;
  }

  Object unset() {
    return unset;
  }

  void write(Object message, JsonWriter writer) throws IOException {
    Object value = value(message);
    if (value.equals(unset)) {
      return;
    }
    writer.name(jsonName);
    switch (kind) {
      case SINGLE -> element.write(value, writer);
      case OPTIONAL -> element.write(((Optional<?>) value).orElseThrow(), writer);
      case LIST -> {
        writer.beginArray();
        for (Object item : (List<?>) value) {
          element.write(item, writer);
        }
        writer.endArray();
      }
      case MAP -> {
        writer.beginObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          writer.name((String) entry.getKey());
          element.write(entry.getValue(), writer);
        }
        writer.endObject();
      }
    }
  }

  private Object value(Object message) {
    try {
      return accessor.invoke(message);
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new LinkageError(accessor.toString(), e);
    }
  }

  /** The value; that of an unset field for {@code null}, as protobuf says. */
  Object read(JsonReader reader) throws IOException {
    if (reader.peek() == JsonToken.NULL) {
      reader.nextNull();
      return unset;
    }
    return switch (kind) {
      case SINGLE -> element.read(reader);
      case OPTIONAL -> Optional.of(element.read(reader));
      case LIST -> list(reader);
      case MAP -> map(reader);
    };
  }

  private List<Object> list(JsonReader reader) throws IOException {
    if (reader.peek() != JsonToken.BEGIN_ARRAY) {
      throw Values.expected("an array", reader);
    }
    List<Object> list = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      list.add(element.read(reader));
    }
    reader.endArray();
    return list;
  }

  private Map<String, Object> map(JsonReader reader) throws IOException {
    if (reader.peek() != JsonToken.BEGIN_OBJECT) {
      throw Values.expected("an object", reader);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (map.put(key, element.read(reader)) != null) {
        throw new JsonException(Values.path(reader) + ": given twice");
      }
    }
    reader.endObject();
    return map;
  }
}
