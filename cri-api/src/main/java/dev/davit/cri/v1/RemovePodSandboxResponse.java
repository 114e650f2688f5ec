// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code RemovePodSandboxResponse} of the CRI. */
public record RemovePodSandboxResponse() {

  /** The one value. */
  public static final RemovePodSandboxResponse INSTANCE = new RemovePodSandboxResponse();
}
