// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code CheckpointContainerResponse} of the CRI. */
public record CheckpointContainerResponse() {

  /** The one value. */
  public static final CheckpointContainerResponse INSTANCE = new CheckpointContainerResponse();
}
