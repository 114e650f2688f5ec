package dev.davit.oci.json;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON text from and to JDK types: Map, List, String, Boolean, Long, BigInteger, BigDecimal, null.
 * Reading is strict RFC 8259, at most 255 levels deep, and names each duplicate key.
 */
final class JsonTree {
  /** What {@link #read} gives for a text that is no JSON. */
  static final Object MALFORMED = new Object();

  private static final Pattern POSITION = Pattern.compile("line \\d+ column \\d+");

  /** No number of the specifications is longer; BigInteger needs quadratic time for its digits. */
  private static final int MAX_NUMBER_LENGTH = 100;

  private final JsonReader reader;
  private final Problems problems;

  private JsonTree(JsonReader reader, Problems problems) {
    this.reader = reader;
    this.problems = problems;
  }

  /** The document as a tree, or {@link #MALFORMED}. */
  static Object read(String text, Problems problems) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    Object tree;
    try {
      tree = new JsonTree(reader, problems).value("$");
    } catch (EOFException e) {
      problems.addUnreadable("$", "malformed json: the text ends in the middle" + position(e));
      return MALFORMED;
    } catch (IOException e) {
      problems.addUnreadable("$", "malformed json" + position(e));
      return MALFORMED;
    }
    try {
      reader.peek(); // in strict mode only the end of the text does not throw
    } catch (IOException e) {
      problems.addUnreadable("$", "more text after the end of the document" + position(e));
    }
    return tree;
  }

  /** The tree as text, on one line or indented by two spaces. */
  static String write(Object tree, boolean indented) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text)) {
      writer.setIndent(indented ? "  " : "");
      writeValue(writer, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private Object value(String path) throws IOException {
    switch (reader.peek()) {
      case BEGIN_OBJECT:
        return object(path);
      case BEGIN_ARRAY:
        return array(path);
      case STRING:
        return reader.nextString();
      case BOOLEAN:
        return reader.nextBoolean();
      case NUMBER:
        return number(path, reader.nextString());
      default:
        reader.nextNull();
        return null;
    }
  }

  private Map<String, Object> object(String path) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      String fieldPath = Problems.field(path, name);
      boolean duplicate = fields.containsKey(name);
      Object value = value(fieldPath);
      if (duplicate) {
        problems.addUnreadable(fieldPath, "duplicate key");
      }
      fields.put(name, value);
    }
    reader.endObject();
    return fields;
  }

  private List<Object> array(String path) throws IOException {
    List<Object> elements = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      elements.add(value(path + "[" + elements.size() + "]"));
    }
    reader.endArray();
    return elements;
  }

  private Number number(String path, String digits) {
    if (digits.length() > MAX_NUMBER_LENGTH) {
      problems.addUnreadable(path, "number of " + digits.length() + " characters");
      return 0L;
    }
    try {
      if (digits.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')) {
        return new BigDecimal(digits);
      }
      BigInteger integer = new BigInteger(digits);
      return integer.bitLength() < Long.SIZE ? (Number) integer.longValue() : integer;
    } catch (NumberFormatException e) {
      // an exponent beyond 32 bits is all that gets here
      problems.addUnreadable(path, "number out of range");
      return 0L;
    }
  }

  private static String position(IOException e) {
    Matcher position = POSITION.matcher(String.valueOf(e.getMessage()));
    return position.find() ? ", " + position.group() : "";
  }

  private static void writeValue(JsonWriter writer, Object value) throws IOException {
    if (value == null) {
      writer.nullValue();
    } else if (value instanceof Map<?, ?> map) {
      writer.beginObject();
      for (Map.Entry<?, ?> field : map.entrySet()) {
        writer.name((String) field.getKey());
        writeValue(writer, field.getValue());
      }
      writer.endObject();
    } else if (value instanceof List<?> list) {
      writer.beginArray();
      for (Object element : list) {
        writeValue(writer, element);
      }
      writer.endArray();
    } else if (value instanceof Number number) {
      writer.value(number);
    } else if (value instanceof Boolean bool) {
      writer.value(bool);
    } else if (value instanceof String string) {
      writer.value(string);
    } else {
      throw new IllegalArgumentException("not a json value: " + value.getClass().getName());
    }
  }
}
