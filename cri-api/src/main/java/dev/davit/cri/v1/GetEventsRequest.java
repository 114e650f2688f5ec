// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code GetEventsRequest} of the CRI. */
public record GetEventsRequest() {

  /** The one value. */
  public static final GetEventsRequest INSTANCE = new GetEventsRequest();
}
