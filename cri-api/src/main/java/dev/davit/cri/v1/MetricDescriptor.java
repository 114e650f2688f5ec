// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Copies;
import java.util.List;

/** The message {@code MetricDescriptor} of the CRI. */
public record MetricDescriptor(
    String name,
    String help,
    List<String> labelKeys) {

  /** Copies its collections. */
  public MetricDescriptor {
    labelKeys = Copies.of(labelKeys);
  }

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.name = name;
    builder.help = help;
    builder.labelKeys = labelKeys;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private String name = "";
    private String help = "";
    private List<String> labelKeys = List.of();

    private Builder() {}

    /** Sets {@code name}. */
    public Builder name(String value) {
      this.name = value;
      return this;
    }

    /** Sets {@code help}. */
    public Builder help(String value) {
      this.help = value;
      return this;
    }

    /** Sets {@code label_keys}. */
    public Builder labelKeys(List<String> value) {
      this.labelKeys = value;
      return this;
    }

    /** The message. */
    public MetricDescriptor build() {
      return new MetricDescriptor(name, help, labelKeys);
    }
  }
}
