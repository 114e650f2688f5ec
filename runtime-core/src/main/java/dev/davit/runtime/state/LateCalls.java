package dev.davit.runtime.state;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The calls that are left to the init of a created container: whoever starts it, perhaps another
 * process, is told the index of one that failed.
 *
 * @param calls in their order
 */
public record LateCalls(List<LateCall> calls) {

  /**
   * One call.
   *
   * @param index its index in the program
   * @param step the title of the step that it belongs to
   * @param syscall the kernel's name of the system call
   * @param text the call in strace notation
   */
  public record LateCall(int index, String step, String syscall, String text) {}

  /** Copies the list. */
  public LateCalls {
    calls = List.copyOf(calls);
  }

  /** The call of an index. */
  public Optional<LateCall> find(int index) {
    return calls.stream().filter(call -> call.index() == index).findFirst();
  }

  String toJson() {
    JsonArray array = new JsonArray();
    for (LateCall call : calls) {
      JsonObject out = new JsonObject();
      out.addProperty("index", call.index());
      out.addProperty("step", call.step());
      out.addProperty("syscall", call.syscall());
      out.addProperty("text", call.text());
      array.add(out);
    }
    return array.toString();
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  static LateCalls parse(String text) {
    try {
      List<LateCall> calls = new ArrayList<>();
      for (JsonElement element : JsonParser.parseString(text).getAsJsonArray()) {
        JsonObject call = element.getAsJsonObject();
        calls.add(
            new LateCall(
                call.get("index").getAsInt(),
                call.get("step").getAsString(),
                call.get("syscall").getAsString(),
                call.get("text").getAsString()));
      }
      return new LateCalls(calls);
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NullPointerException e) {
      throw new IllegalArgumentException("not a list of calls: " + e.getMessage(), e);
    }
  }
}
