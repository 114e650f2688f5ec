// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code RemoveImageResponse} of the CRI. */
public record RemoveImageResponse() {

  /** The one value. */
  public static final RemoveImageResponse INSTANCE = new RemoveImageResponse();
}
