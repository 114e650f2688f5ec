// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

import dev.davit.cri.Field;

/** The message {@code WindowsCpuGroupAffinity} of the CRI. */
public record WindowsCpuGroupAffinity(
    @Field(unsigned = 64) long cpuMask,
    @Field(unsigned = 32) long cpuGroup) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.cpuMask = cpuMask;
    builder.cpuGroup = cpuGroup;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private long cpuMask = 0;
    private long cpuGroup = 0;

    private Builder() {}

    /** Sets {@code cpu_mask}. */
    public Builder cpuMask(long value) {
      this.cpuMask = value;
      return this;
    }

    /** Sets {@code cpu_group}. */
    public Builder cpuGroup(long value) {
      this.cpuGroup = value;
      return this;
    }

    /** The message. */
    public WindowsCpuGroupAffinity build() {
      return new WindowsCpuGroupAffinity(cpuMask, cpuGroup);
    }
  }
}
