package dev.davit.image;

/**
 * Something that is wrong with a store.
 *
 * @param object what is damaged, by the name by which people know it, or its path
 * @param problem what is wrong with it
 * @param remedy what was done, or what helps
 * @param mended whether it was mended; what is lost for good is not
 */
public record Damage(String object, String problem, String remedy, boolean mended) {

  /** {@code object: problem (remedy)}. */
  @Override
  public String toString() {
    return object + ": " + problem + (remedy.isEmpty() ? "" : " (" + remedy + ")");
  }
}
