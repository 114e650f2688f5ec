// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code StartContainerResponse} of the CRI. */
public record StartContainerResponse() {

  /** The one value. */
  public static final StartContainerResponse INSTANCE = new StartContainerResponse();
}
