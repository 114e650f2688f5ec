// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code StopPodSandboxResponse} of the CRI. */
public record StopPodSandboxResponse() {

  /** The one value. */
  public static final StopPodSandboxResponse INSTANCE = new StopPodSandboxResponse();
}
