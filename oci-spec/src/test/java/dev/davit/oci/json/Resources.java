package dev.davit.oci.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files that other tools wrote. */
public final class Resources {
  private Resources() {}

  /** The text of a file such as {@code runtime/runc-spec.json}. */
  public static String text(String name) {
    try (InputStream in = Resources.class.getResourceAsStream("/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
