// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code StreamPodSandboxMetricsRequest} of the CRI. */
public record StreamPodSandboxMetricsRequest() {

  /** The one value. */
  public static final StreamPodSandboxMetricsRequest INSTANCE = new StreamPodSandboxMetricsRequest();
}
