// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;
import java.util.Optional;

/** The message {@code Metric} of the CRI. */
public record Metric(
    String name,
    long timestamp,
    MetricType metricType,
    List<String> labelValues,
    Optional<UInt64Value> value) {

  /** Copies its collections. */
  public Metric {
    labelValues = Copies.of(labelValues);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.name = name;
    builder.timestamp = timestamp;
    builder.metricType = metricType;
    builder.labelValues = labelValues;
    builder.value = value;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String name = "";
    private long timestamp = 0;
    private MetricType metricType = MetricType.COUNTER;
    private List<String> labelValues = List.of();
    private Optional<UInt64Value> value = Optional.empty();

    private Builder() {}

    /** Sets {@code name}. */
    public Builder name(String value) {
      this.name = value;
      return this;
    }

    /** Sets {@code timestamp}. */
    public Builder timestamp(long value) {
      this.timestamp = value;
      return this;
    }

    /** Sets {@code metric_type}. */
    public Builder metricType(MetricType value) {
      this.metricType = value;
      return this;
    }

    /** Sets {@code label_values}. */
    public Builder labelValues(List<String> value) {
      this.labelValues = value;
      return this;
    }

    /** Sets {@code value}. */
    public Builder value(UInt64Value value) {
      this.value = Optional.of(value);
      return this;
    }

    /** The message. */
    public Metric build() {
      return new Metric(name, timestamp, metricType, labelValues, value);
    }
  }
}
