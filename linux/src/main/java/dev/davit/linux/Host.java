package dev.davit.linux;

/** The processor that this JVM runs on, as far as constants depend on it. */
final class Host {
  static final boolean AARCH64 = "aarch64".equals(System.getProperty("os.arch"));

  private Host() {}
}
