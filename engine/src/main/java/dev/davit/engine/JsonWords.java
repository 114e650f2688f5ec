package dev.davit.engine;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.List;

/** Lists of words in the JSON of records. */
final class JsonWords {

  private JsonWords() {}

  static void write(JsonWriter writer, List<String> words) throws IOException {
    writer.beginArray();
    for (String word : words) {
      writer.value(word);
    }
    writer.endArray();
  }

  /** Adds the words of the list that comes next. */
  static void read(JsonReader reader, List<String> words) throws IOException {
    reader.beginArray();
    while (reader.hasNext()) {
      words.add(reader.nextString());
    }
    reader.endArray();
  }
}
