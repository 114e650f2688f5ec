package dev.davit.command;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** The keys by which a user leaves a container that runs on, such as Ctrl-P Ctrl-Q. */
final class DetachKeys {

  /** Those of docker. */
  static final String DEFAULT = "ctrl-p,ctrl-q";

  private final byte[] keys;
  private int matched;
  private volatile boolean pressed;

  private DetachKeys(byte[] keys) {
    this.keys = keys;
  }

  /**
   * Reads a list such as {@code ctrl-a,d}; an empty one is no keys at all.
   *
   * @throws UsageException if it is no such list
   */
  static DetachKeys parse(String text) {
    ByteArrayOutputStream keys = new ByteArrayOutputStream();
    for (String key : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String lower = key.toLowerCase(Locale.ROOT);
      if (key.length() == 1 && key.charAt(0) > ' ' && key.charAt(0) < 127) {
        keys.write(key.charAt(0));
      } else if (lower.matches("ctrl-[a-z@\\[\\\\\\]^_]")) {
        // ascii(7): the control characters are those 64 below
        keys.write(lower.toUpperCase(Locale.ROOT).charAt(5) - 64);
      } else {
        throw new UsageException(
            "--detach-keys: \"" + text + "\": write a list such as " + DEFAULT + " or ctrl-a,d");
      }
    }
    return new DetachKeys(keys.toByteArray());
  }

  /** What of the input is sent: the keys are not, unless others follow the first of them. */
  synchronized byte[] filter(byte[] bytes, int offset, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(length + keys.length);
    for (int i = offset; i < offset + length && !pressed; i++) {
      if (keys.length > 0 && bytes[i] == keys[matched]) {
        matched++;
        pressed = matched == keys.length;
        continue;
      }
      out.write(keys, 0, matched);
      matched = keys.length > 0 && bytes[i] == keys[0] ? 1 : 0;
      if (matched == 0) {
        out.write(bytes[i]);
      }
    }
    return out.toByteArray();
  }

  /** Whether they were pressed. */
  boolean pressed() {
    return pressed;
  }
}
