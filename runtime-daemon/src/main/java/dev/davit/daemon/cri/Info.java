package dev.davit.daemon.cri;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.Map;
import java.util.TreeMap;

/** What a verbose call says beside its message: JSON in a text, as the CRI has it. */
final class Info {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private Info() {}

  static String of(Map<String, ?> values) {
    return GSON.toJson(new TreeMap<>(values));
  }
}
