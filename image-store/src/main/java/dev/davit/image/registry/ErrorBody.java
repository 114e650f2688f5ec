package dev.davit.image.registry;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;

/** What a registry says about a failure (distribution-spec 1.1, "Error Codes"). */
final class ErrorBody {

  private static final int MOST = 300;

  private ErrorBody() {}

  /** The status, and what the body says in words. */
  static String text(int status, byte[] body) {
    String words = words(new String(body, StandardCharsets.UTF_8));
    return "HTTP " + status + (words.isEmpty() ? "" : " (" + words + ")");
  }

  private static String words(String body) {
    try {
      JsonObject json = JsonParser.parseString(body).getAsJsonObject();
      if (json.has("errors")) {
        JsonObject first = json.getAsJsonArray("errors").get(0).getAsJsonObject();
        String code = first.has("code") ? first.get("code").getAsString() : "";
        String message = first.has("message") ? first.get("message").getAsString() : "";
        return cut(message.isEmpty() ? code : code + ": " + message);
      }
      return json.has("details") ? cut(json.get("details").getAsString()) : "";
    } catch (RuntimeException e) {
      // A page for people, or nothing: the status must do.
      return "";
    }
  }

  private static String cut(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= MOST ? line : line.substring(0, MOST) + "…";
  }
}
