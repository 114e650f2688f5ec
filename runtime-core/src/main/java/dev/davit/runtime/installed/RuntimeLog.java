package dev.davit.runtime.installed;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What an installed runtime writes into the file of {@code --log} with {@code --log-format json}.
 */
public final class RuntimeLog {

  private static final Set<String> ERRORS = Set.of("error", "fatal", "panic");

  private static final int SHOWN = 2048;

  private RuntimeLog() {}

  /** The last error in a log; empty if it tells of none, or there is no such file. */
  public static Optional<String> error(Path file) {
    try {
      // crun writes names as it finds them
      return error(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The last error in the text of a log; a line that is no JSON counts as one. */
  static Optional<String> error(String text) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .map(RuntimeLog::errorOf)
        .flatMap(Optional::stream)
        .reduce((first, last) -> last);
  }

  private static Optional<String> errorOf(String line) {
    try {
      JsonElement element = JsonParser.parseString(line);
      if (element.isJsonObject() && element.getAsJsonObject().has("msg")) {
        JsonElement level = element.getAsJsonObject().get("level");
        boolean isError = level == null || ERRORS.contains(level.getAsString());
        return isError
            ? Optional.of(shortened(element.getAsJsonObject().get("msg").getAsString()))
            : Optional.empty();
      }
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      // told as it is
    }
    return Optional.of(shortened(line));
  }

  /** As much of what a program says as goes into a message. */
  static String shortened(String text) {
    String stripped = text.strip();
    return stripped.length() > SHOWN ? stripped.substring(0, SHOWN) + "…" : stripped;
  }
}
