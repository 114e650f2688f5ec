// Written by src/schema/Generate.java from src/schema/runtime.v1: change that list.
package dev.davit.cri.v1;

/** The message {@code LinuxRuntimeConfiguration} of the CRI. */
public record LinuxRuntimeConfiguration(
    CgroupDriver cgroupDriver) {

  /** Begins with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with what is set here. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.cgroupDriver = cgroupDriver;
    return builder;
  }

  /** Sets its fields one by one. */
  public static final class Builder {
    private CgroupDriver cgroupDriver = CgroupDriver.SYSTEMD;

    private Builder() {}

    /** Sets {@code cgroup_driver}. */
    public Builder cgroupDriver(CgroupDriver value) {
      this.cgroupDriver = value;
      return this;
    }

    /** The message. */
    public LinuxRuntimeConfiguration build() {
      return new LinuxRuntimeConfiguration(cgroupDriver);
    }
  }
}
