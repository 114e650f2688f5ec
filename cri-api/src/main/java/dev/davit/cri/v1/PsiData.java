// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Field;

/** The message {@code PsiData} of the CRI. */
public record PsiData(
    @Field(json = "Total", proto = "Total", unsigned = 64) long total,
    @Field(json = "Avg10", proto = "Avg10") double avg10,
    @Field(json = "Avg60", proto = "Avg60") double avg60,
    @Field(json = "Avg300", proto = "Avg300") double avg300) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.total = total;
    builder.avg10 = avg10;
    builder.avg60 = avg60;
    builder.avg300 = avg300;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long total = 0;
    private double avg10 = 0;
    private double avg60 = 0;
    private double avg300 = 0;

    private Builder() {}

    /** Sets {@code Total}. */
    public Builder total(long value) {
      this.total = value;
      return this;
    }

    /** Sets {@code Avg10}. */
    public Builder avg10(double value) {
      this.avg10 = value;
      return this;
    }

    /** Sets {@code Avg60}. */
    public Builder avg60(double value) {
      this.avg60 = value;
      return this;
    }

    /** Sets {@code Avg300}. */
    public Builder avg300(double value) {
      this.avg300 = value;
      return this;
    }

    /** The message. */
    public PsiData build() {
      return new PsiData(total, avg10, avg60, avg300);
    }
  }
}
