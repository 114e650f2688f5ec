// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code UpdateRuntimeConfigResponse} of the CRI. */
public record UpdateRuntimeConfigResponse() {

  /** The one value. */
  public static final UpdateRuntimeConfigResponse INSTANCE = new UpdateRuntimeConfigResponse();
}
