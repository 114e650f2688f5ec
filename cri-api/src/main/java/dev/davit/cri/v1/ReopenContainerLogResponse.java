// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code ReopenContainerLogResponse} of the CRI. */
public record ReopenContainerLogResponse() {

  /** The one value. */
  public static final ReopenContainerLogResponse INSTANCE = new ReopenContainerLogResponse();
}
