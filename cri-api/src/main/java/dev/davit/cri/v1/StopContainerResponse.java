// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code StopContainerResponse} of the CRI. */
public record StopContainerResponse() {

  /** The one value. */
  public static final StopContainerResponse INSTANCE = new StopContainerResponse();
}
