package dev.davit.cri;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Messages to JSON and back, as protobuf maps them (protobuf.dev, "ProtoJSON Format"): names in
 * lowerCamelCase, those of the protobuf description understood as well, 64-bit numbers as strings,
 * enumerations by name, bytes in base64, what is unset left out, unknown fields ignored.
 */
public final class ProtoJson {

  private static final int LONGEST_MESSAGE = 150;

  private ProtoJson() {}

  /** A message as JSON. */
  public static String write(Record message) {
    StringWriter text = new StringWriter();
    try {
      JsonWriter writer = new JsonWriter(text);
      writer.setHtmlSafe(false);
      MessageShape.of(message.getClass()).write(message, writer);
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A message as JSON in UTF-8. */
  public static byte[] bytes(Record message) {
    return write(message).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A message from JSON in UTF-8; nothing at all is the empty message.
   *
   * @throws JsonException if it is malformed, or a field has a value that it cannot have
   */
  public static <T extends Record> T read(Class<T> type, byte[] json) {
    try {
      return read(
          type, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
    } catch (CharacterCodingException e) {
      throw new JsonException("malformed JSON: not in UTF-8");
    }
  }

  /**
   * A message from JSON; nothing at all is the empty message.
   *
   * @throws JsonException if it is malformed, or a field has a value that it cannot have
   */
  public static <T extends Record> T read(Class<T> type, String json) {
    return read(type, new JsonReader(new StringReader(json.isBlank() ? "{}" : json)));
  }

  /**
   * A message from JSON that a person has written: a field that it does not have is a mistake.
   *
   * @throws JsonException if it is malformed, has an unknown field, or a value that it cannot have
   */
  public static <T extends Record> T readStrictly(Class<T> type, String json) {
    return read(type, new StrictReader(new StringReader(json)));
  }

  private static <T extends Record> T read(Class<T> type, JsonReader reader) {
    reader.setStrictness(Strictness.STRICT);
    try {
      T message = type.cast(MessageShape.of(type).read(reader));
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonException("malformed JSON: more than one value");
      }
      return message;
    } catch (EOFException e) {
      throw new JsonException("malformed JSON: it ends too early, at " + reader.getPath());
    } catch (MalformedJsonException e) {
      throw new JsonException("malformed JSON: " + position(e.getMessage()));
    } catch (IOException | IllegalStateException e) {
      throw new JsonException("malformed JSON: at " + reader.getPath() + ": " + e.getMessage());
    }
  }

  /** The parser's message without its advice for programmers, and not as deep as what it read. */
  private static String position(String message) {
    int advice = message.indexOf('\n');
    String said = advice < 0 ? message : message.substring(0, advice);
    return said.length() <= LONGEST_MESSAGE ? said : said.substring(0, LONGEST_MESSAGE) + "…";
  }
}
