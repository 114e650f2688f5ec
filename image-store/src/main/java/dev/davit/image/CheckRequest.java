package dev.davit.image;

/**
 * How a store shall be looked at.
 *
 * @param repair whether to mend it; what cannot be mended is reported and keeps nothing else from
 *     it
 * @param deep whether to compare every file of every layer with its archive too, which takes as
 *     long as unpacking all images
 */
public record CheckRequest(boolean repair, boolean deep) {

  /** Looks, and changes nothing. */
  public static final CheckRequest LOOK = new CheckRequest(false, false);

  /** Looks and mends. */
  public static final CheckRequest REPAIR = new CheckRequest(true, false);
}
