package dev.davit.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints JSON with two blanks of indentation, token by token: no reflection is loaded for it. */
final class Json {

  /** Writes one document. */
  interface Body {
    /** Writes it. */
    void write(JsonWriter writer) throws IOException;
  }

  private Json() {}

  /** Prints one document and a newline. */
  static void print(PrintStream out, Body body) {
    StringWriter text = new StringWriter();
    // Not closed: closing half a document fails, and would hide the failure that cut it short.
    JsonWriter writer = new JsonWriter(text);
    try {
      writer.setIndent("  ");
      writer.setHtmlSafe(false);
      body.write(writer);
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println(text);
  }

  /** The same document, on many lines. */
  static String indented(String json) {
    return new GsonBuilder()
        .setPrettyPrinting()
        .disableHtmlEscaping()
        .create()
        .toJson(JsonParser.parseString(json));
  }

  /** A whole document as a value. */
  static void document(JsonWriter writer, String json) {
    new Gson().toJson(JsonParser.parseString(json), writer);
  }

  /** An array of strings. */
  static void strings(JsonWriter writer, List<String> values) throws IOException {
    writer.beginArray();
    for (String value : values) {
      writer.value(value);
    }
    writer.endArray();
  }

  /** An object of strings, its names in order. */
  static void strings(JsonWriter writer, Map<String, String> values) throws IOException {
    writer.beginObject();
    for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
      writer.name(entry.getKey()).value(entry.getValue());
    }
    writer.endObject();
  }
}
