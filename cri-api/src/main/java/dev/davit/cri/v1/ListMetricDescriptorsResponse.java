// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code ListMetricDescriptorsResponse} of the CRI. */
public record ListMetricDescriptorsResponse(
    List<MetricDescriptor> descriptors) {

  /** Copies its collections. */
  public ListMetricDescriptorsResponse {
    descriptors = Copies.of(descriptors);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.descriptors = descriptors;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private List<MetricDescriptor> descriptors = List.of();

    private Builder() {}

    /** Sets {@code descriptors}. */
    public Builder descriptors(List<MetricDescriptor> value) {
      this.descriptors = value;
      return this;
    }

    /** The message. */
    public ListMetricDescriptorsResponse build() {
      return new ListMetricDescriptorsResponse(descriptors);
    }
  }
}
