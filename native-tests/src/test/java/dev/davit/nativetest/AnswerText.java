package dev.davit.nativetest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a call of a runtime's command line prints, without what is different each time: processes,
 * times, places, and in statistics all numbers.
 */
final class AnswerText {

  private final String verb;
  private final Map<String, String> replaced;

  AnswerText(List<String> words, Map<String, String> replaced) {
    this.verb = words.stream().filter(word -> !word.startsWith("-")).findFirst().orElse("");
    this.replaced = replaced;
  }

  /** The text of a file. */
  String ofFile(Path file) throws IOException {
    String text = Files.readString(file);
    String name = file.getFileName().toString();
    return name.equals("pid") ? text.replaceAll("^[1-9][0-9]*$", "N") + "\n" : log(of(text));
  }

  /** Lines of a log have their own words. */
  private static String log(String text) {
    return text.replaceAll("(msg=|\"msg\":)\".*?[^\\\\]\"", "$1M")
        .replaceAll("(time=|\"time\":)\"[^\"]*\"", "$1T");
  }

  /** The text of an output. */
  String of(String text) {
    String plain = text;
    if (plain.startsWith("Incorrect Usage") || plain.startsWith("NAME:")) {
      return "";
    }
    plain = plain.replaceAll("(?m)^(time=\"[^\"]*\" level=warning|davit-oci:) .*$", "a warning");
    plain = plain.replaceAll("(a warning\n)+", "a warning\n");
    // paths before the names in them
    for (String place : List.of("PLACE", "PROGRAM")) {
      for (Map.Entry<String, String> one : replaced.entrySet()) {
        plain = one.getValue().equals(place) ? plain.replace(one.getKey(), place) : plain;
      }
    }
    try {
      JsonElement json = JsonParser.parseString(plain);
      if (json.isJsonObject() || json.isJsonArray()) {
        return canonical("", json) + "\n";
      }
    } catch (JsonSyntaxException e) {
      // it is none
    }
    return switch (verb) {
      case "ps" -> processes(plain);
      case "list", "events" -> table(plain);
      default -> plain;
    };
  }

  /** Rows without numbers and times, whatever the widths of the columns. */
  private static String table(String text) {
    return text.lines()
        .map(
            line ->
                line.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "T")
                    .replaceAll("\\b[1-9][0-9]*(:\\d\\d)*(\\.\\d+)?\\b", "N")
                    .replaceAll("\\s+", " ")
                    .strip())
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** Of ps(1): the share of a processor since the start, and its hour and minute, may be any. */
  private static String processes(String text) {
    return text.lines()
        .map(line -> line.replaceAll("\\b\\d+(:\\d\\d)*\\b", "N").replaceAll("\\s+", " ").strip())
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private JsonElement canonical(String key, JsonElement value) {
    if (value.isJsonArray()) {
      JsonArray all = new JsonArray();
      value.getAsJsonArray().forEach(one -> all.add(canonical(key, one)));
      return all;
    }
    if (value.isJsonObject()) {
      JsonObject sorted = new JsonObject();
      new TreeMap<>(value.getAsJsonObject().asMap())
          .forEach((name, one) -> sorted.add(name, canonical(name, one)));
      return sorted;
    }
    if (verb.equals("spec") || !value.isJsonPrimitive()) {
      return key.equals("ociVersion") ? new JsonPrimitive("V") : value;
    }
    if (key.equals("created") || key.equals("ociVersion")) {
      return new JsonPrimitive("T");
    }
    JsonPrimitive primitive = value.getAsJsonPrimitive();
    boolean number = primitive.isNumber() && (verb.equals("events") || primitive.getAsLong() > 0);
    return number ? new JsonPrimitive("N") : value;
  }
}
