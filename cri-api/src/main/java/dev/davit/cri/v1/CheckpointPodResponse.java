// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code CheckpointPodResponse} of the CRI. */
public record CheckpointPodResponse() {

  /** The one value. */
  public static final CheckpointPodResponse INSTANCE = new CheckpointPodResponse();
}
