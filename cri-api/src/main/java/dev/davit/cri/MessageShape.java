package dev.davit.cri;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** How the record of a message is written and read: its fields, in order and by name. */
final class MessageShape {

  private static final ClassValue<MessageShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected MessageShape computeValue(Class<?> type) {
          return new MessageShape(type);
        }
      };

  private final Constructor<?> constructor;
  private final MessageField[] fields;
  private final Map<String, Integer> indexes = new HashMap<>();

  private MessageShape(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    fields = Stream.of(components).map(MessageField::new).toArray(MessageField[]::new);
    for (int i = 0; i < fields.length; i++) {
      indexes.put(fields[i].jsonName(), i);
      indexes.put(fields[i].protoName(), i);
    }
    try {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new LinkageError(type.getName(), e);
    }
  }

  static MessageShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  void write(Object message, JsonWriter writer) throws IOException {
    writer.beginObject();
    for (MessageField field : fields) {
      field.write(message, writer);
    }
    writer.endObject();
  }

  Object read(JsonReader reader) throws IOException {
    if (reader.peek() != JsonToken.BEGIN_OBJECT) {
      throw Values.expected("an object", reader);
    }
    Object[] values = new Object[fields.length];
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      Integer index = indexes.get(name);
      if (index == null) {
        if (reader instanceof StrictReader) {
          throw new JsonException(Values.here(reader) + ": unknown field");
        }
        reader.skipValue();
        continue;
      }
      if (values[index] != null) {
        throw new JsonException(Values.path(reader) + ": given twice");
      }
      values[index] = fields[index].read(reader);
    }
    reader.endObject();
    for (int i = 0; i < fields.length; i++) {
      if (values[i] == null) {
        values[i] = fields[i].unset();
      }
    }
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException | InstantiationException | IllegalAccessException e) {
      throw new LinkageError(constructor.toString(), e);
    }
  }
}
