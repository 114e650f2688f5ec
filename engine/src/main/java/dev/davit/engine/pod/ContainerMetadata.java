package dev.davit.engine.pod;

/**
 * Which container of its pod it is (CRI ContainerMetadata).
 *
 * @param name unique in its pod together with the attempt
 * @param attempt how often it was made before; 0 at first
 */
public record ContainerMetadata(String name, int attempt) {
  /** The first attempt. */
  public static ContainerMetadata of(String name) {
    return new ContainerMetadata(name, 0);
  }

  /** A copy with another {@code name}. */
  public ContainerMetadata withName(String name) {
    return new ContainerMetadata(name, attempt);
  }

  /** A copy with another {@code attempt}. */
  public ContainerMetadata withAttempt(int attempt) {
    return new ContainerMetadata(name, attempt);
  }
}
