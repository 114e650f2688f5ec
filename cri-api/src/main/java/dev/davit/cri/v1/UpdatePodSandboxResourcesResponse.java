// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code UpdatePodSandboxResourcesResponse} of the CRI. */
public record UpdatePodSandboxResourcesResponse() {

  /** The one value. */
  public static final UpdatePodSandboxResourcesResponse INSTANCE = new UpdatePodSandboxResourcesResponse();
}
