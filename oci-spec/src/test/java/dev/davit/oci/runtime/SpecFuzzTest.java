package dev.davit.oci.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.davit.oci.json.Resources;
import dev.davit.oci.json.SpecException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a configuration says, it is read and written again, or refused with its problems. */
class SpecFuzzTest {
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "0",
          "-1",
          "1.5",
          "18446744073709551615",
          "1e400",
          "\"\"",
          "\"..\"",
          "\"/\"",
          "\"\\u0000\"",
          "\"\\udc00\"",
          "[]",
          "[null]",
          "[[]]",
          "{}",
          "{\"\":{}}",
          "{\"type\":\"pid\"}",
          "[{\"type\":\"p\",\"path\":\"/\"}]",
          "\"SCMP_ACT_NOTIFY\"");

  private final Random random = new Random(20260101);
  private int accepted;
  private int refused;

  @Test
  void survivesWrongValuesAnywhere() {
    for (String name : List.of("every-field", "runc-spec", "podman-limits")) {
      String text = Resources.text("runtime/" + name + ".json");
      for (int i = 0; i < 1500; i++) {
        JsonObject root = JsonParser.parseString(text).getAsJsonObject();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
          change(root);
        }
        read(root.toString());
      }
    }
    assertTrue(accepted > 100 && refused > 100, accepted + " accepted, " + refused + " refused");
  }

  @Test
  void survivesDamagedText() {
    String text = Resources.text("runtime/every-field.json");
    String alphabet = "{}[]:,\"\\0-9eE.ntf\u0000\n\ud800é";
    for (int i = 0; i < 1500; i++) {
      StringBuilder damaged = new StringBuilder(text);
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(damaged.length());
        switch (random.nextInt(3)) {
          case 0 -> damaged.deleteCharAt(at);
          case 1 -> damaged.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
          default -> damaged.setLength(Math.max(1, at));
        }
      }
      read(damaged.toString());
    }
    assertTrue(refused > 100, refused + " refused");
  }

  private void read(String json) {
    try {
      Spec spec = Spec.parse(json);
      accepted++;
      assertEquals(spec, Spec.parse(spec.toJson()));
    } catch (SpecException e) {
      refused++;
      assertTrue(!e.problems().isEmpty());
    } catch (RuntimeException e) {
      throw new AssertionError("for " + json, e);
    }
  }

  private void change(JsonElement element) {
    if (element instanceof JsonObject object && !object.isEmpty()) {
      List<String> names = new ArrayList<>(object.keySet());
      String name = names.get(random.nextInt(names.size()));
      if (descends(object.get(name))) {
        change(object.get(name));
      } else if (random.nextInt(4) == 0) {
        object.remove(name);
      } else {
        object.add(name, value());
      }
    } else if (element instanceof JsonArray array && !array.isEmpty()) {
      int index = random.nextInt(array.size());
      if (descends(array.get(index))) {
        change(array.get(index));
      } else if (random.nextInt(4) == 0) {
        array.add(array.get(index).deepCopy());
      } else {
        array.set(index, value());
      }
    }
  }

  private boolean descends(JsonElement element) {
    return (element.isJsonObject() || element.isJsonArray()) && random.nextInt(10) > 0;
  }

  private JsonElement value() {
    return JsonParser.parseString(VALUES.get(random.nextInt(VALUES.size())));
  }
}
