package dev.davit.daemon.cri;

import dev.davit.cri.Code;
import dev.davit.cri.CriException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the fields of a request have to be, whatever the engine makes of them. */
public final class Checks {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{1,64}");

  private Checks() {}

  /** A message that has to be there. */
  static <T> T required(Optional<T> message, String field) {
    return message.orElseThrow(() -> invalid(field, "required"));
  }

  /** A text that has to be there. */
  static String required(String text, String field) {
    if (text.isEmpty()) {
      throw invalid(field, "required");
    }
    return text;
  }

  /** Whether it can be an id at all; what cannot is nobody's. */
  static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /** The id of something that there may be; no id is ever a path. */
  public static String id(String id, String field) {
    if (!isId(required(id, field))) {
      String shown = id.length() <= 80 ? id : id.substring(0, 80) + "…";
      throw new CriException(
          Code.NOT_FOUND, field + ": \"" + shown + "\": there is none: ids are hexadecimal digits");
    }
    return id;
  }

  /** A number that fits. */
  static int intOf(long number, String field) {
    if (number > Integer.MAX_VALUE) {
      throw invalid(field, number + ": larger than " + Integer.MAX_VALUE);
    }
    return (int) number;
  }

  /** Refuses what is not of this system. */
  static void noWindows(Optional<?> windows, String field) {
    if (windows.isPresent()) {
      throw invalid(field, "this is Linux");
    }
  }

  static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** A field that is wrong. */
  public static CriException invalid(String field, String problem) {
    return new CriException(Code.INVALID_ARGUMENT, field + ": " + problem);
  }
}
