// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code ListPodSandboxMetricsRequest} of the CRI. */
public record ListPodSandboxMetricsRequest() {

  /** The one value. */
  public static final ListPodSandboxMetricsRequest INSTANCE = new ListPodSandboxMetricsRequest();
}
