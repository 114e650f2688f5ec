package dev.davit.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.davit.oci.image.ContainerConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Changes to the defaults of an image's containers, written as Dockerfile instructions, as {@code
 * docker import --change} takes them: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME
 * and WORKDIR.
 */
public final class ConfigChange {

  private ConfigChange() {}

  /**
   * Applies instructions in order.
   *
   * @throws ImageException.Malformed if one is not understood
   */
  public static ContainerConfig apply(ContainerConfig config, List<String> instructions) {
    ContainerConfig changed = config;
    for (String instruction : instructions) {
      changed = apply(changed, instruction.strip());
    }
    return changed;
  }

  private static ContainerConfig apply(ContainerConfig c, String instruction) {
    String[] parts = instruction.split("\\s+", 2);
    String value = parts.length < 2 ? "" : parts[1].strip();
    if (value.isEmpty()) {
      throw new ImageException.Malformed("change '" + instruction + "': nothing to set");
    }
    Map<String, Object> ports = new HashMap<>(c.exposedPorts());
    Map<String, Object> volumes = new HashMap<>(c.volumes());
    Map<String, String> labels = new HashMap<>(c.labels());
    List<String> env = new ArrayList<>(c.env());
    List<String> cmd = c.cmd();
    List<String> entrypoint = c.entrypoint();
    Optional<String> user = c.user();
    Optional<String> workingDir = c.workingDir();
    Optional<String> stopSignal = c.stopSignal();
    switch (parts[0].toUpperCase(Locale.ROOT)) {
      case "CMD" -> cmd = command(instruction, value);
      case "ENTRYPOINT" -> entrypoint = command(instruction, value);
      case "ENV" -> pairs(instruction, value).forEach((k, v) -> set(env, k, v));
      case "LABEL" -> labels.putAll(pairs(instruction, value));
      case "EXPOSE" ->
          words(value).forEach(w -> ports.put(w.contains("/") ? w : w + "/tcp", Map.of()));
      case "VOLUME" ->
          (value.startsWith("[") ? command(instruction, value) : words(value))
              .forEach(w -> volumes.put(w, Map.of()));
      case "USER" -> user = Optional.of(value);
      case "WORKDIR" -> workingDir = Optional.of(value);
      case "STOPSIGNAL" -> stopSignal = Optional.of(value);
      default ->
          throw new ImageException.Malformed(
              "change '"
                  + instruction
                  + "': only CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME and WORKDIR can be changed");
    }
    return new ContainerConfig(
        user, ports, env, entrypoint, cmd, volumes, workingDir, labels, stopSignal, c.unknown());
  }

  /** A JSON list is the command itself; anything else is for the shell. */
  private static List<String> command(String instruction, String value) {
    if (!value.startsWith("[")) {
      return List.of("/bin/sh", "-c", value);
    }
    try {
      List<String> words = new ArrayList<>();
      JsonArray array = JsonParser.parseString(value).getAsJsonArray();
      for (JsonElement element : array) {
        words.add(element.getAsString());
      }
      return words;
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new ImageException.Malformed(
          "change '" + instruction + "': no JSON list of strings: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> pairs(String instruction, String value) {
    Map<String, String> pairs = new java.util.LinkedHashMap<>();
    for (String word : words(value)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new ImageException.Malformed(
            "change '" + instruction + "': '" + word + "' is not NAME=value");
      }
      pairs.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return pairs;
  }

  private static void set(List<String> env, String name, String value) {
    env.removeIf(variable -> variable.startsWith(name + "="));
    env.add(name + "=" + value);
  }

  /** Words as a shell splits them, with quotes and backslashes. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (quote != 0 && c == quote) {
        quote = 0;
      } else {
        word.append(c);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
