package dev.davit.image.snapshot;

import dev.davit.image.tar.RawPath;

/**
 * A path that a container has changed, as {@code docker diff} lists them.
 *
 * @param kind what happened to it
 * @param path in the container, without a leading slash; empty for the root itself
 */
public record Change(Kind kind, RawPath path) {

  /** What can happen to a path. */
  public enum Kind {
    /** It was not there before. */
    ADDED('A'),
    /** Its content or its attributes are others. */
    CHANGED('C'),
    /** It is gone; what was below it is not listed. */
    DELETED('D');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    /** A, C or D. */
    public char letter() {
      return letter;
    }
  }

  /** As {@code docker diff} prints it: {@code C /etc/hosts}. */
  @Override
  public String toString() {
    return kind.letter() + " /" + path;
  }
}
