// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code UpdateContainerResourcesResponse} of the CRI. */
public record UpdateContainerResourcesResponse() {

  /** The one value. */
  public static final UpdateContainerResourcesResponse INSTANCE = new UpdateContainerResourcesResponse();
}
