package dev.davit.linux;

/**
 * The number of a device, in two parts.
 *
 * @param major the driver, 0 to 4095
 * @param minor the device, 0 to 1048575
 */
public record DeviceNumber(int major, int minor) {
  /** Refuses what does not fit into the kernel's dev_t of 12 and 20 bits. */
  public DeviceNumber {
    if (major < 0 || major > 0xfff || minor < 0 || minor > 0xfffff) {
      throw new IllegalArgumentException(
          major + ":" + minor + ": no device number: at most 4095:1048575");
    }
  }

  /** The form in which mknodat(2) takes it. */
  public int encoded() {
    return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
  }

  /** As sysfs and cgroup files write it: {@code 1:3}. */
  @Override
  public String toString() {
    return major + ":" + minor;
  }
}
