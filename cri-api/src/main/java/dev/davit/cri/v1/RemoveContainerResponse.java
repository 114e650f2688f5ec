// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code RemoveContainerResponse} of the CRI. */
public record RemoveContainerResponse() {

  /** The one value. */
  public static final RemoveContainerResponse INSTANCE = new RemoveContainerResponse();
}
