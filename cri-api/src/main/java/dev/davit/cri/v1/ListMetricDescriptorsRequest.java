// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code ListMetricDescriptorsRequest} of the CRI. */
public record ListMetricDescriptorsRequest() {

  /** The one value. */
  public static final ListMetricDescriptorsRequest INSTANCE = new ListMetricDescriptorsRequest();
}
