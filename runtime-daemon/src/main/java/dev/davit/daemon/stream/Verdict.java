package dev.davit.daemon.stream;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;

/** The last message on the error channel: how it ended, as a Status of Kubernetes (meta/v1). */
final class Verdict {

  private Verdict() {}

  /** A command that ended with this code. */
  static byte[] exit(int code) {
    if (code == 0) {
      return bytes(status("Success"));
    }
    JsonObject cause = new JsonObject();
    cause.addProperty("reason", "ExitCode");
    cause.addProperty("message", Integer.toString(code));
    JsonArray causes = new JsonArray();
    causes.add(cause);
    JsonObject details = new JsonObject();
    details.add("causes", causes);
    JsonObject status = status("Failure");
    status.addProperty("reason", "NonZeroExitCode");
    status.addProperty("message", "command terminated with exit code " + code);
    status.add("details", details);
    return bytes(status);
  }

  /** It could not be done. */
  static byte[] failure(String message) {
    JsonObject status = status("Failure");
    status.addProperty("reason", "InternalError");
    status.addProperty("message", message);
    return bytes(status);
  }

  private static JsonObject status(String word) {
    JsonObject status = new JsonObject();
    status.add("metadata", new JsonObject());
    status.addProperty("status", word);
    return status;
  }

  private static byte[] bytes(JsonObject status) {
    return status.toString().getBytes(StandardCharsets.UTF_8);
  }
}
