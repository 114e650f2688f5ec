package dev.davit.oci.json;

/**
 * One thing that is wrong with a document.
 *
 * @param path where, as in {@code $.process.args[1]}
 * @param message what, in lower case
 */
public record Problem(String path, String message) {

  /** Path and message as one line. */
  @Override
  public String toString() {
    return path + ": " + message;
  }
}
