package dev.davit.nativetest;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** The shell scripts and C programs among the test resources. */
final class Scripts {
  private Scripts() {}

  /** The path of that resource in the file system. */
  static String path(String name) {
    URL url = Scripts.class.getResource("/" + name);
    if (url == null) {
      throw new IllegalArgumentException(name + ": no such test resource");
    }
    try {
      return Path.of(url.toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
